package io.carillon.tasks.script;

import io.carillon.sdk.TaskFailure;
import io.carillon.tasks.json.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the file that {@code $CARILLON_OUTPUT} names: one JSON object, or lines.
 *
 * <pre>
 * name=any text, taken as it is
 * name:={"any": "JSON"}
 * name&lt;&lt;END
 * several
 * lines
 * END
 * </pre>
 */
final class OutputFile {

  /** What is larger belongs into a file or a database, with its name as the output. */
  static final long MAX_BYTES = 1024 * 1024;

  private static final Pattern LINE =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]{0,99})(:=|=|<<)(.*)", Pattern.DOTALL);

  private OutputFile() {}

  /** The outputs in order; none if the script removed the file. */
  static Map<String, @Nullable Object> read(Path file) throws IOException, TaskFailure {
    if (!Files.exists(file)) {
      return Map.of();
    }
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw invalid("at most %d bytes, but it has %d".formatted(MAX_BYTES, size));
    }
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw invalid("UTF-8, but it has other bytes");
    }
    return text.stripLeading().startsWith("{")
        ? object(text)
        : lines(List.of(text.split("\n", -1)));
  }

  private static Map<String, @Nullable Object> object(String text) throws TaskFailure {
    Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
    try {
      if (Json.parse(text) instanceof Map<?, ?> object) {
        object.forEach((name, value) -> outputs.put((String) name, value));
      }
    } catch (IllegalArgumentException e) {
      throw invalid("one JSON object, as it starts with {. " + e.getMessage());
    }
    return outputs;
  }

  private static Map<String, @Nullable Object> lines(List<String> lines) throws TaskFailure {
    Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      Matcher line = LINE.matcher(lines.get(i));
      if (!line.matches()) {
        throw invalid(
            "name=text, name:=json or name<<END in line %d, but found: %s"
                .formatted(i + 1, shortened(lines.get(i))));
      }
      String name = line.group(1);
      String rest = line.group(3);
      switch (line.group(2)) {
        case "=" -> outputs.put(name, rest);
        case ":=" -> outputs.put(name, json(rest, i + 1));
        default -> {
          int end = endOf(lines, i, rest);
          outputs.put(name, String.join("\n", lines.subList(i + 1, end)));
          i = end;
        }
      }
    }
    return outputs;
  }

  private static int endOf(List<String> lines, int start, String mark) throws TaskFailure {
    int end = start + 1;
    while (end < lines.size() && !lines.get(end).equals(mark)) {
      end++;
    }
    if (mark.isBlank() || end == lines.size()) {
      throw invalid(
          "a line \"%s\" that ends the value begun in line %d, but found none"
              .formatted(shortened(mark), start + 1));
    }
    return end;
  }

  private static @Nullable Object json(String text, int line) throws TaskFailure {
    try {
      return Json.parse(text);
    } catch (IllegalArgumentException e) {
      throw invalid("JSON after := in line %d, but found: %s".formatted(line, shortened(text)));
    }
  }

  private static String shortened(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }

  private static TaskFailure invalid(String what) {
    return new TaskFailure("output_invalid", "Expected the file $CARILLON_OUTPUT to have " + what);
  }
}
