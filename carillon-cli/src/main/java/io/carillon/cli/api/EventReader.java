package io.carillon.cli.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a {@code text/event-stream} into events. */
final class EventReader implements AutoCloseable {

  private final InputStream stream;
  private final BufferedReader lines;

  EventReader(InputStream stream) {
    this.stream = stream;
    lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /** The next event; {@code null} at the end of the stream, where half an event is dropped. */
  @Nullable Event next() throws IOException {
    String name = "message";
    String id = null;
    List<String> data = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (!data.isEmpty() || !name.equals("message")) {
          return new Event(name, String.join("\n", data), id);
        }
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      if (value.startsWith(" ")) {
        value = value.substring(1);
      }
      switch (field) {
        case "event" -> name = value;
        case "data" -> data.add(value);
        case "id" -> id = value;
        default -> {
          // A comment that keeps the connection alive, or a field that is not for us.
        }
      }
    }
    return null;
  }

  /** Ends {@link #next} in another thread, too, which holds the lock of {@code lines}. */
  @Override
  public void close() throws IOException {
    stream.close();
  }
}
