package io.carillon.worker.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The JSON Schema (2020-12) of a task type's config, made from its record type.
 *
 * <p>Components become properties in {@code snake_case}; those marked {@code @Nullable} are
 * optional; others are not allowed. Types: String, int, long, double, boolean and their boxes,
 * Duration ({@code 1h30m}), Path, enums (in lower case), List, Map with String keys, nested
 * records, and Object for any JSON value. {@link io.carillon.sdk.Describe} gives descriptions.
 *
 * <pre>{@code
 * String schema = ConfigSchema.of(ShellTask.Config.class);
 * }</pre>
 */
public final class ConfigSchema {

  private ConfigSchema() {}

  /**
   * The schema as JSON text.
   *
   * @throws IllegalArgumentException if the record has a component of a type that configs cannot
   *     have
   */
  public static String of(Class<? extends Record> type) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.putAll(Shape.of(type).schema());
    return JsonText.write(schema);
  }
}
