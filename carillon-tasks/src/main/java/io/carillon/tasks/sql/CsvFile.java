package io.carillon.tasks.sql;

import io.carillon.tasks.json.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as RFC 4180 has them, but with plain line feeds. NULL is nothing, an empty text is
 * {@code ""}. The file has its name only when it is whole.
 */
final class CsvFile implements AutoCloseable {

  private final Path file;
  private final Path part;
  private final BufferedWriter writer;

  CsvFile(Path file) throws IOException {
    this.file = file;
    this.part = file.resolveSibling(file.getFileName() + ".part");
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    this.writer = Files.newBufferedWriter(part, StandardCharsets.UTF_8);
  }

  void row(List<? extends @Nullable Object> values) throws IOException {
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        writer.write(',');
      }
      Object value = values.get(i);
      if (value != null) {
        writer.write(quoted(Json.text(value)));
      }
    }
    writer.write('\n');
  }

  /** Gives the file its name, in place of an older one. */
  Path finish() throws IOException {
    writer.close();
    return Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes what is not whole. */
  @Override
  public void close() throws IOException {
    writer.close();
    Files.deleteIfExists(part);
  }

  private static String quoted(String text) {
    boolean plain =
        !text.isEmpty()
            && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
