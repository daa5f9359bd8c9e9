package io.carillon.model;

import org.jspecify.annotations.Nullable;

/**
 * A field of a record in a definition.
 *
 * @param about what it means, for the editors of people
 * @param otherwise what holds where it is absent, as the definition would write it; {@code null}:
 *     nothing that could be written
 */
record Field<T>(
    String name, Shape<T> shape, String about, boolean required, @Nullable Object otherwise) {

  static <T> Field<T> required(String name, Shape<T> shape, String about) {
    return new Field<>(name, shape, about, true, null);
  }

  static <T> Field<T> optional(String name, Shape<T> shape, String about) {
    return new Field<>(name, shape, about, false, null);
  }

  static <T> Field<T> optional(String name, Shape<T> shape, String about, Object otherwise) {
    return new Field<>(name, shape, about, false, otherwise);
  }

  static Field<String> description(String what) {
    return optional(
        "description", Shapes.text(0, 10_000), "What " + what + " is for, for people.", "");
  }
}
