package io.carillon.model;

import org.jspecify.annotations.Nullable;

/**
 * A parameter of a workflow. A run must be given a value for one that is required (has no default).
 *
 * @param type what values it takes
 * @param defaultValue a {@link Json} value of the type, or a string with expressions; {@code null}:
 *     required
 * @param description for people; may be empty
 */
public record Parameter(Type type, @Nullable Object defaultValue, String description) {

  /** The type of a parameter's values. In JSON a {@code DATE} is a string {@code 2026-11-20}. */
  public enum Type {
    STRING,
    INT,
    DOUBLE,
    BOOL,
    DATE,
    JSON
  }

  public boolean required() {
    return defaultValue == null;
  }
}
