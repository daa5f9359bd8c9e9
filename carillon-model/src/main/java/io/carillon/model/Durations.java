package io.carillon.model;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as definitions write them: {@code 250ms}, {@code 5s}, {@code 10m}, {@code 1h30m},
 * {@code 2d}. ISO 8601 ({@code PT5M}) is read as well. A day is 24 hours.
 *
 * <pre>{@code
 * Durations.format(Durations.parse("90m")) // 1h30m
 * }</pre>
 */
public final class Durations {

  /** What {@link #parse} reads, as a regular expression that JSON Schema understands too. */
  static final String PATTERN =
      "^(?=\\d|P.*\\d)(?:(?:\\d{1,9}d)?(?:\\d{1,9}h)?(?:\\d{1,9}m)?(?:\\d{1,9}s)?(?:\\d{1,12}ms)?"
          + "|P(?:\\d{1,9}D)?(?:T(?:\\d{1,9}H)?(?:\\d{1,9}M)?(?:\\d{1,9}(?:\\.\\d{1,3})?S)?)?)$";

  private static final Pattern READABLE = Pattern.compile(PATTERN);
  private static final Pattern PART = Pattern.compile("(\\d+)(ms|[dhms])");

  private Durations() {}

  /**
   * Reads a duration, exact to the millisecond.
   *
   * @throws IllegalArgumentException if it is not a duration
   */
  public static Duration parse(String text) {
    if (!READABLE.matcher(text).matches()) {
      throw unreadable(text);
    }
    try {
      return text.startsWith("P") ? Duration.parse(text) : sum(text);
    } catch (DateTimeException e) {
      IllegalArgumentException unreadable = unreadable(text);
      unreadable.initCause(e);
      throw unreadable;
    }
  }

  private static Duration sum(String text) {
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      sum = sum.plus(unit(part.group(2)).multipliedBy(Long.parseLong(part.group(1))));
    }
    return sum;
  }

  private static Duration unit(String unit) {
    return switch (unit) {
      case "d" -> Duration.ofDays(1);
      case "h" -> Duration.ofHours(1);
      case "m" -> Duration.ofMinutes(1);
      case "s" -> Duration.ofSeconds(1);
      default -> Duration.ofMillis(1);
    };
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException(
        "Expected a duration such as 250ms, 5s, 10m, 1h30m or 2d, but found " + Quote.quote(text));
  }

  /**
   * Writes a duration as {@link #parse} reads it, in the largest units; what is shorter than a
   * millisecond is left out.
   *
   * @param duration not negative
   */
  public static String format(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("Expected a duration from 0s on, but found " + duration);
    }
    StringBuilder text = new StringBuilder();
    part(text, duration.toDaysPart(), "d");
    part(text, duration.toHoursPart(), "h");
    part(text, duration.toMinutesPart(), "m");
    part(text, duration.toSecondsPart(), "s");
    part(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void part(StringBuilder text, long amount, String unit) {
    if (amount > 0) {
      text.append(amount).append(unit);
    }
  }
}
