package io.carillon.tasks.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON value: a JSON pointer (RFC 6901), {@code /items/0/id}, or a path, {@code
 * items[0].id}, also {@code $.items[0].id}; {@code $} is the whole.
 */
record JsonPath(String text, List<String> steps) {

  private static final Pattern STEP = Pattern.compile("\\.?([^.\\[\\]]+)|\\[(\\d+)\\]");

  static JsonPath parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException(
          "Expected a JSON pointer or path in outputs, but found nothing");
    }
    return new JsonPath(text, text.startsWith("/") ? pointer(text) : path(text));
  }

  /**
   * The value there.
   *
   * @throws IllegalArgumentException if there is none
   */
  @Nullable Object in(@Nullable Object json) {
    Object at = json;
    for (String step : steps) {
      if (at instanceof Map<?, ?> map && map.containsKey(step)) {
        at = map.get(step);
      } else if (at instanceof List<?> list && index(step) < list.size()) {
        at = list.get(index(step));
      } else {
        throw new IllegalArgumentException(
            "Expected a value at %s in the response, but there is no \"%s\"".formatted(text, step));
      }
    }
    return at;
  }

  private static int index(String step) {
    return step.matches("\\d{1,9}") ? Integer.parseInt(step) : Integer.MAX_VALUE;
  }

  private static List<String> pointer(String text) {
    List<String> steps = new ArrayList<>();
    for (String step : text.substring(1).split("/", -1)) {
      steps.add(step.replace("~1", "/").replace("~0", "~"));
    }
    return steps;
  }

  private static List<String> path(String text) {
    List<String> steps = new ArrayList<>();
    String rest = text.startsWith("$") ? text.substring(1) : text;
    Matcher step = STEP.matcher(rest);
    int at = 0;
    while (at < rest.length()) {
      if (!step.find(at) || step.start() != at) {
        throw new IllegalArgumentException(
            "Expected a JSON pointer like /items/0/id or a path like items[0].id in outputs, but"
                + " found "
                + text);
      }
      steps.add(step.group(1) != null ? step.group(1) : step.group(2));
      at = step.end();
    }
    return steps;
  }
}
