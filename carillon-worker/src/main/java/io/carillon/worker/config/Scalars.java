package io.carillon.worker.config;

import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Shapes of single values. */
final class Scalars {

  private Scalars() {}

  record Text() implements Shape {
    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "string");
    }

    @Override
    public @Nullable Object read(@Nullable Object json, String path, List<String> problems) {
      if (json instanceof String) {
        return json;
      }
      problems.add(Shape.problem(path, "a string", json));
      return null;
    }
  }

  record Whole(long least, long most, LongFunction<Number> box) implements Shape {
    @Override
    public Map<String, Object> schema() {
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "integer");
      schema.put("minimum", least);
      schema.put("maximum", most);
      return schema;
    }

    @Override
    public @Nullable Object read(@Nullable Object json, String path, List<String> problems) {
      if (json instanceof Long value && value >= least && value <= most) {
        return box.apply(value);
      }
      boolean number = json instanceof Long || json instanceof BigInteger;
      String expected = number ? "between %d and %d".formatted(least, most) : "a whole number";
      problems.add(Shape.problem(path, expected, json));
      return null;
    }
  }

  record Decimal() implements Shape {
    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "number");
    }

    @Override
    public @Nullable Object read(@Nullable Object json, String path, List<String> problems) {
      if (json instanceof Number number) {
        return number.doubleValue();
      }
      problems.add(Shape.problem(path, "a number", json));
      return null;
    }
  }

  record Truth() implements Shape {
    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "boolean");
    }

    @Override
    public @Nullable Object read(@Nullable Object json, String path, List<String> problems) {
      if (json instanceof Boolean) {
        return json;
      }
      problems.add(Shape.problem(path, "true or false", json));
      return null;
    }
  }

  /** A duration as definitions write it: {@code 250ms}, {@code 1h30m}, {@code 2d}. */
  record Span() implements Shape {
    private static final String PATTERN =
        "^(?=.)([0-9]{1,9}d)?([0-9]{1,9}h)?([0-9]{1,9}m)?([0-9]{1,9}s)?([0-9]{1,9}ms)?$";
    private static final Pattern FORMAT = Pattern.compile(PATTERN);
    private static final long[] UNIT_MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};

    @Override
    public Map<String, Object> schema() {
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "string");
      schema.put("pattern", PATTERN);
      schema.put("examples", List.of("250ms", "5s", "10m", "1h30m", "2d"));
      return schema;
    }

    @Override
    public @Nullable Object read(@Nullable Object json, String path, List<String> problems) {
      if (json instanceof String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (matcher.matches()) {
          return duration(matcher);
        }
      }
      problems.add(Shape.problem(path, "a duration such as 250ms, 5s, 10m, 1h30m or 2d", json));
      return null;
    }

    private static Duration duration(Matcher matcher) {
      long millis = 0;
      for (int unit = 0; unit < UNIT_MILLIS.length; unit++) {
        String part = matcher.group(unit + 1);
        if (part != null) {
          int digits = unit == UNIT_MILLIS.length - 1 ? part.length() - 2 : part.length() - 1;
          millis += Long.parseLong(part.substring(0, digits)) * UNIT_MILLIS[unit];
        }
      }
      return Duration.ofMillis(millis);
    }
  }

  record FilePath() implements Shape {
    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "string");
    }

    @Override
    public @Nullable Object read(@Nullable Object json, String path, List<String> problems) {
      if (json instanceof String text) {
        try {
          return Path.of(text);
        } catch (InvalidPathException e) {
          problems.add(Shape.problem(path, "a path of a file", json));
          return null;
        }
      }
      problems.add(Shape.problem(path, "a path of a file", json));
      return null;
    }
  }

  /** An enum, its constants in lower case. */
  record Choice(Map<String, Object> constants) implements Shape {
    Choice(Class<?> type) {
      this(byName(type));
    }

    private static Map<String, Object> byName(Class<?> type) {
      Map<String, Object> constants = new LinkedHashMap<>();
      for (Object constant : type.getEnumConstants()) {
        constants.put(((Enum<?>) constant).name().toLowerCase(Locale.ROOT), constant);
      }
      return constants;
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("enum", List.copyOf(constants.keySet()));
    }

    @Override
    public @Nullable Object read(@Nullable Object json, String path, List<String> problems) {
      @Nullable Object constant = json instanceof String name ? constants.get(name) : null;
      if (constant == null) {
        String names = String.join(", ", constants.keySet());
        problems.add(Shape.problem(path, "one of " + names, json));
      }
      return constant;
    }
  }

  record Anything() implements Shape {
    @Override
    public Map<String, Object> schema() {
      return Map.of();
    }

    @Override
    public @Nullable Object read(@Nullable Object json, String path, List<String> problems) {
      return json;
    }
  }
}
