package io.carillon.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The valid definitions among the test resources. */
final class Samples {

  private Samples() {}

  static String read(String name) throws IOException {
    try (InputStream resource = Samples.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IOException("Expected the resource " + name + ", but it is missing");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
