package io.carillon.cli.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a server on this machine left in its data folder for clients of the same user.
 *
 * @param url of the REST API
 */
public record LocalServer(@Nullable String url, @Nullable String token) {

  private static final String FILE = "client.json";

  /** Reads {@code client.json}; {@code null} when there is none that can be read. */
  public static @Nullable LocalServer find(Path data) {
    try {
      JsonNode file = Api.JSON.readTree(Files.readString(data.resolve(FILE)));
      return new LocalServer(Fields.text(file, "url"), Fields.text(file, "token"));
    } catch (IOException | JacksonException e) {
      return null;
    }
  }
}
