package io.carillon.server.body;

import io.carillon.model.Json;
import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object in a request. Each is taken by its name and kind; whatever does not
 * fit ends the request with {@code request_invalid}. A field that is {@code null} counts as absent.
 */
public final class Fields {

  private final String path;
  private final Map<String, @Nullable Object> values;

  private Fields(String path, Map<String, @Nullable Object> values) {
    this.path = path;
    this.values = values;
  }

  /**
   * Reads a body; an empty one is an object without fields.
   *
   * @param known the names that it may have
   */
  public static Fields parse(String json, Set<String> known) {
    Map<String, @Nullable Object> values;
    try {
      values = json.isBlank() ? Map.of() : Json.parseObject(json);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(ProblemCode.REQUEST_INVALID, String.valueOf(e.getMessage()));
    }
    return new Fields("", values).with(known);
  }

  private Fields with(Set<String> known) {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        String meant = NearMiss.of(name, known).map(s -> "; did you mean " + s + "?").orElse("");
        throw invalid(
            "Expected only the fields %s, but found %s%s"
                .formatted(known.stream().sorted().toList(), path + name, meant));
      }
    }
    return this;
  }

  /**
   * @param limit of characters
   */
  public @Nullable String text(String name, int limit) {
    return switch (values.get(name)) {
      case null -> null;
      case String text when !text.isBlank() && text.length() <= limit -> text;
      case Object other -> throw unfit(name, "a text of 1 to " + limit + " characters", other);
    };
  }

  public String required(String name, int limit) {
    String text = text(name, limit);
    if (text == null) {
      throw invalid("Expected the field %s, but it is missing".formatted(path + name));
    }
    return text;
  }

  public @Nullable Integer integer(String name, int least, int most) {
    return switch (values.get(name)) {
      case null -> null;
      case Long number when number >= least && number <= most -> number.intValue();
      case Object other ->
          throw unfit(name, "a whole number from %d to %d".formatted(least, most), other);
    };
  }

  public @Nullable Instant instant(String name) {
    String expected = "an instant such as 2026-11-20T08:30:00Z";
    return switch (values.get(name)) {
      case null -> null;
      case String text -> {
        try {
          yield OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
          throw unfit(name, expected, text);
        }
      }
      case Object other -> throw unfit(name, expected, other);
    };
  }

  /** A duration above zero. */
  public @Nullable Duration duration(String name) {
    String expected = "a duration above zero in ISO-8601 such as P30D or PT12H";
    return switch (values.get(name)) {
      case null -> null;
      case String text -> {
        try {
          Duration duration = Duration.parse(text);
          if (duration.isPositive()) {
            yield duration;
          }
          throw unfit(name, expected, text);
        } catch (DateTimeParseException e) {
          throw unfit(name, expected, text);
        }
      }
      case Object other -> throw unfit(name, expected, other);
    };
  }

  /** A JSON object of any fields; empty when absent. */
  @SuppressWarnings("unchecked")
  public Map<String, @Nullable Object> object(String name) {
    return switch (values.get(name)) {
      case null -> Map.of();
      case Map<?, ?> object -> (Map<String, @Nullable Object>) object;
      case Object other -> throw unfit(name, "an object", other);
    };
  }

  /**
   * A list of objects.
   *
   * @param known the names that each may have
   */
  @SuppressWarnings("unchecked")
  public List<Fields> objects(String name, int most, Set<String> known) {
    String expected = "a list of 1 to %d objects".formatted(most);
    if (!(values.get(name) instanceof List<?> list) || list.isEmpty() || list.size() > most) {
      throw unfit(name, expected, values.get(name));
    }
    List<Fields> objects = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      String place = name + "[" + i + "]";
      if (!(list.get(i) instanceof Map<?, ?> object)) {
        throw unfit(place, "an object", list.get(i));
      }
      var fields = (Map<String, @Nullable Object>) object;
      objects.add(new Fields(path + place + ".", fields).with(known));
    }
    return objects;
  }

  /** The error that a field is not what was expected. */
  public ProblemException unfit(String name, String expected, @Nullable Object found) {
    return invalid(
        "Expected %s to be %s, but found %s".formatted(path + name, expected, describe(found)));
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemCode.REQUEST_INVALID, detail);
  }

  private static String describe(@Nullable Object found) {
    return switch (found) {
      case null -> "nothing";
      case String text when text.length() > 100 -> "a text of " + text.length() + " characters";
      case String text -> "'" + text + "'";
      case Map<?, ?> object -> "an object";
      case List<?> list -> "a list of " + list.size();
      case Object other -> other.toString();
    };
  }
}
