package io.carillon.cli.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Why a server refused a call (RFC 9457).
 *
 * @param status of HTTP
 * @param code stable, such as {@code run_not_found}
 * @param sentence for people
 * @param errors what is wrong in a definition, each with its place
 */
public record Problem(int status, String code, String sentence, List<Fault> errors) {

  private static final Pattern PLACE = Pattern.compile("^line [0-9]+, column [0-9]+: ");

  public Problem {
    errors = List.copyOf(errors);
  }

  /**
   * One thing that is wrong in a definition.
   *
   * @param line from 1; 0 when unknown
   */
  public record Fault(String path, int line, int column, String message) {

    /** {@code file:line:column: message}, as compilers and editors have it. */
    public String in(String file) {
      return line > 0
          ? "%s:%d:%d: %s".formatted(file, line, column, message)
          : "%s: %s".formatted(file, message);
    }
  }

  static Problem read(int status, @Nullable JsonNode body) {
    if (body == null || !body.isObject()) {
      return new Problem(
          status, "unknown", "The server answered with status " + status + ".", List.of());
    }
    String detail = Fields.text(body, "detail");
    String title = Fields.text(body, "title");
    String sentence =
        detail != null ? detail : title != null ? title : "The server answered " + status + ".";
    List<Fault> errors = new ArrayList<>();
    for (JsonNode error : body.path("errors").values()) {
      errors.add(fault(error));
    }
    String code = Fields.text(body, "code");
    return new Problem(status, code == null ? "unknown" : code, sentence, errors);
  }

  private static Fault fault(JsonNode error) {
    String path = Fields.text(error, "path", "");
    String message = Fields.text(error, "message", "");
    if (message.isEmpty()) {
      message =
          "Expected %s, but found %s."
              .formatted(
                  Fields.text(error, "expected", "something else"),
                  Fields.text(error, "found", "this"));
    }
    // Stands before the message already, where the file is known.
    message = PLACE.matcher(message).replaceFirst("");
    if (!path.isEmpty() && !message.contains(path)) {
      message = path + ": " + message;
    }
    return new Fault(path, error.path("line").asInt(0), error.path("column").asInt(0), message);
  }
}
