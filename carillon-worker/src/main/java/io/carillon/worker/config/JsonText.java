package io.carillon.worker.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as plain Java values: Map, List, String, Long, Double, Boolean, null. */
public final class JsonText {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonText() {}

  /**
   * @throws IllegalArgumentException if it is not JSON
   */
  public static @Nullable Object parse(byte[] json) {
    try {
      return MAPPER.readValue(json, Object.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("Expected JSON, but " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Reads a JSON object; no bytes at all stand for an empty one.
   *
   * @throws IllegalArgumentException if it is not a JSON object
   */
  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> parseObject(byte[] json) {
    if (json.length == 0) {
      return Map.of();
    }
    if (parse(json) instanceof Map<?, ?> object) {
      return (Map<String, @Nullable Object>) object;
    }
    throw new IllegalArgumentException("Expected a JSON object, but found another JSON value");
  }

  /**
   * @throws IllegalArgumentException if the value nests too deep or contains itself
   */
  public static String write(@Nullable Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("Expected a JSON value, but " + e.getOriginalMessage(), e);
    }
  }
}
