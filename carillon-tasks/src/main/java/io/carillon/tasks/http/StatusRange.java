package io.carillon.tasks.http;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Statuses from {@code first} to {@code last}, both included. */
record StatusRange(int first, int last) {

  private static final Pattern CLASS = Pattern.compile("([1-5])xx", Pattern.CASE_INSENSITIVE);
  private static final Pattern RANGE = Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");

  /**
   * @param status what the definition has: nothing, a status, or a list of statuses
   * @throws IllegalArgumentException if it is none of these
   */
  static List<StatusRange> all(@Nullable Object status) {
    if (status == null) {
      return List.of(new StatusRange(200, 299));
    }
    if (status instanceof List<?> list && !list.isEmpty()) {
      return list.stream().map(StatusRange::one).toList();
    }
    return List.of(one(status));
  }

  boolean has(int status) {
    return first <= status && status <= last;
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }

  private static StatusRange one(@Nullable Object status) {
    String text = String.valueOf(status);
    Matcher statusClass = CLASS.matcher(text);
    if (statusClass.matches()) {
      int first = 100 * Integer.parseInt(statusClass.group(1));
      return new StatusRange(first, first + 99);
    }
    Matcher range = RANGE.matcher(text);
    if (!range.matches()) {
      throw new IllegalArgumentException(
          "Expected success.status to be like 200, \"2xx\" or \"200-204\", or a list of these, but"
              + " found "
              + text);
    }
    int first = Integer.parseInt(range.group(1));
    int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
    return new StatusRange(first, last);
  }
}
