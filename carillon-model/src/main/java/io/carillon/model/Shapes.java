package io.carillon.model;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The shapes of which those of records are made. */
final class Shapes {

  private static final int LONGEST_NEAR_MISS = 200;
  private static final int DAYS_IN_LEAP_YEAR = 366;

  /** A string that expressions will make something else of. */
  static final Map<String, Object> TEMPLATE = schema("type", "string", "pattern", "\\{\\{");

  private Shapes() {}

  /** A string of limited length. */
  static Shape<String> text(int shortest, int longest) {
    Map<String, Object> schema = schema("type", "string");
    if (shortest > 0) {
      schema.put("minLength", shortest);
    }
    schema.put("maxLength", longest);
    return new ScalarShape<>(
        "a string of " + shortest + " to " + Quote.number(longest) + " characters",
        schema,
        value -> value instanceof String s && fits(s, shortest, longest) ? s : null,
        scalar -> scalar.value() instanceof String ? null : quoted(scalar));
  }

  private static boolean fits(String text, int shortest, int longest) {
    int length = text.codePointCount(0, text.length());
    return length >= shortest && length <= longest;
  }

  /** A name of a certain form; the pattern is anchored. */
  static Shape<String> name(Pattern pattern, String expected) {
    return new ScalarShape<>(
        expected,
        schema("type", "string", "pattern", pattern.pattern()),
        value -> value instanceof String s && pattern.matcher(s).matches() ? s : null,
        scalar -> nameLike(scalar, pattern));
  }

  static String quoted(Node.Scalar scalar) {
    return "\"" + Quote.shorten(scalar.text()) + "\"";
  }

  private static @Nullable String nameLike(Node.Scalar scalar, Pattern pattern) {
    if (!(scalar.value() instanceof String text)) {
      return quoted(scalar);
    }
    if (text.length() > LONGEST_NEAR_MISS) {
      return null;
    }
    String dashed = text.strip().toLowerCase(Locale.ROOT).replace(' ', '-');
    String underscored = dashed.replace('-', '_');
    if (pattern.matcher(dashed).matches()) {
      return dashed;
    }
    return pattern.matcher(underscored).matches() ? underscored : null;
  }

  /** One of an enum's constants, in lower case. */
  static <E extends Enum<E>> Shape<E> choice(Class<E> type) {
    Map<String, E> byName = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      byName.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    List<String> names = List.copyOf(byName.keySet());
    return new ScalarShape<>(
        "one of " + String.join(", ", names),
        schema("type", "string", "enum", names),
        value -> value instanceof String s ? byName.get(s) : null,
        scalar -> NearMiss.of(scalar.text(), names));
  }

  /** True or false. */
  static Shape<Boolean> bool() {
    return new ScalarShape<>(
        "true or false",
        schema("type", "boolean"),
        value -> value instanceof Boolean flag ? flag : null,
        scalar -> boolLike(scalar.text().toLowerCase(Locale.ROOT)));
  }

  /** {@code yes} → true. */
  private static @Nullable String boolLike(String text) {
    return switch (text) {
      case "true", "yes", "on" -> "true";
      case "false", "no", "off" -> "false";
      default -> null;
    };
  }

  /** A duration above zero, up to a year. */
  static Shape<Duration> duration() {
    return new ScalarShape<>(
        "a duration such as 30s or 1h30m, above 0s and up to %dd".formatted(DAYS_IN_LEAP_YEAR),
        schema("type", "string", "pattern", Durations.PATTERN),
        value -> value instanceof String s ? toDuration(s) : null,
        Shapes::durationLike);
  }

  private static @Nullable Duration toDuration(String text) {
    try {
      Duration duration = Durations.parse(text);
      boolean fits =
          !duration.isZero() && duration.compareTo(Duration.ofDays(DAYS_IN_LEAP_YEAR)) <= 0;
      return fits ? duration : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** {@code 30} → 30s, {@code 5 Min} → 5m. */
  private static @Nullable String durationLike(Node.Scalar scalar) {
    if (scalar.text().length() > LONGEST_NEAR_MISS) {
      return null;
    }
    String text =
        scalar
            .text()
            .replace(" ", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("(?<=\\d)(d|h|m|s|ms)[a-ln-z][a-z]*", "$1");
    if (toDuration(text) != null) {
      return text;
    }
    return toDuration(text + "s") != null ? text + "s" : null;
  }

  /** A whole number in a range. */
  static Shape<Integer> integer(int least, int most) {
    return new ScalarShape<>(
        "an integer from " + Quote.number(least) + " to " + Quote.number(most),
        schema("type", "integer", "minimum", least, "maximum", most),
        value -> value instanceof Long n && n >= least && n <= most ? n.intValue() : null,
        scalar -> integerLike(scalar.text(), least, most));
  }

  /** {@code "5"} → 5. */
  private static @Nullable String integerLike(String text, int least, int most) {
    if (!text.matches("-?\\d{1,9}")) {
      return null;
    }
    int number = Integer.parseInt(text);
    return number >= least && number <= most ? text : null;
  }

  /** A number in a range. */
  static Shape<Double> number(int least, int most) {
    return new ScalarShape<>(
        "a number from " + Quote.number(least) + " to " + Quote.number(most),
        schema("type", "number", "minimum", least, "maximum", most),
        value -> toDouble(value, least, most),
        scalar -> null);
  }

  private static @Nullable Double toDouble(Object value, int least, int most) {
    return value instanceof Number n && n.doubleValue() >= least && n.doubleValue() <= most
        ? (Double) n.doubleValue()
        : null;
  }

  /** An ordered map; each second argument is the value of the one before. */
  static Map<String, Object> schema(Object... pairs) {
    Map<String, Object> schema = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      schema.put((String) pairs[i], pairs[i + 1]);
    }
    return schema;
  }
}
