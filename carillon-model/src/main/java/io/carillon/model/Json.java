package io.carillon.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON values as plain Java: {@code Map<String, Object>} (in order), {@code List<Object>}, {@code
 * String}, {@code Long}, {@code Double}, {@code Boolean}, {@code null}.
 *
 * <pre>{@code
 * Json.write(Json.parse("{\"day\": \"2026-11-20\"}"))
 * }</pre>
 */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(100).build())
                  .build())
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /**
   * Reads any JSON value.
   *
   * @throws IllegalArgumentException if it is not JSON; the message says where
   */
  public static @Nullable Object parse(String json) {
    try {
      return MAPPER.readValue(json, Object.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "Expected JSON, but " + e.getOriginalMessage() + " at " + place(e), e);
    }
  }

  /**
   * Reads a JSON object.
   *
   * @throws IllegalArgumentException if it is not a JSON object; the message says where
   */
  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> parseObject(String json) {
    if (parse(json) instanceof Map<?, ?> object) {
      return (Map<String, @Nullable Object>) object;
    }
    throw new IllegalArgumentException("Expected a JSON object, but found another JSON value");
  }

  /** Writes a value of the kinds that {@link Json} names. */
  public static String write(@Nullable Object value) {
    return MAPPER.writeValueAsString(value);
  }

  private static String place(JacksonException e) {
    return "line %d, column %d"
        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }
}
