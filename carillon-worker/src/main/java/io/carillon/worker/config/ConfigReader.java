package io.carillon.worker.config;

import io.carillon.sdk.TaskFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the config of one task type. Made once per type, used for every attempt.
 *
 * @param <C> the type's config record
 */
public final class ConfigReader<C extends Record> {

  private final Class<C> type;
  private final Shape shape;

  /**
   * @throws IllegalArgumentException if the record has a component of a type that configs cannot
   *     have
   */
  public ConfigReader(Class<C> type) {
    this.type = type;
    this.shape = Shape.of(type);
  }

  /**
   * Turns a JSON object into the config record; no bytes at all stand for an empty object.
   *
   * @throws TaskFailure {@code config_invalid}, not retryable, with every problem found
   */
  public C read(byte[] json) throws TaskFailure {
    List<String> problems = new ArrayList<>();
    @Nullable Object config = null;
    try {
      Object value = json.length == 0 ? java.util.Map.of() : JsonText.parse(json);
      config = shape.read(value, "config", problems);
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    if (config == null || !problems.isEmpty()) {
      throw new TaskFailure("config_invalid", String.join("\n", problems), false);
    }
    return type.cast(config);
  }
}
