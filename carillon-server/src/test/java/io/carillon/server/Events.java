package io.carillon.server;

import io.carillon.model.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events. */
final class Events {

  private final BufferedReader reader;

  Events(InputStream stream) {
    reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  record Event(String name, @Nullable String id, Map<String, @Nullable Object> data) {

    String text(String field) {
      return String.valueOf(data.get(field));
    }
  }

  /** The next event; {@code null}: the stream has ended. */
  @Nullable Event next() throws IOException {
    String name = "";
    String id = null;
    String data = "";
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.isEmpty() && !name.isEmpty()) {
        return new Event(name, id, Json.parseObject(data));
      } else if (line.startsWith("event: ")) {
        name = line.substring("event: ".length());
      } else if (line.startsWith("id: ")) {
        id = line.substring("id: ".length());
      } else if (line.startsWith("data: ")) {
        data = line.substring("data: ".length());
      }
    }
    return null;
  }

  List<Event> all() throws IOException {
    List<Event> all = new ArrayList<>();
    for (Event event = next(); event != null; event = next()) {
      all.add(event);
    }
    return all;
  }
}
