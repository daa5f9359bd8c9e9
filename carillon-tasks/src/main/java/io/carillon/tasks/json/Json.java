package io.carillon.tasks.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes JSON values as plain Java, and turns them into text. */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /**
   * Reads any JSON value.
   *
   * @throws IllegalArgumentException if it is not JSON; the message says why
   */
  public static @Nullable Object parse(String json) {
    try {
      return MAPPER.readValue(json, Object.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "Expected JSON, but found: " + e.getOriginalMessage().lines().findFirst().orElse(""), e);
    }
  }

  public static String write(@Nullable Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** A string as it is, other values as JSON. */
  public static String text(Object value) {
    return value instanceof String string ? string : write(value);
  }
}
