package io.carillon.model;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value that the definition carries and others look into.
 *
 * @param read a {@link Json} value to what it is here; {@code null}: it does not fit
 */
record AnyShape<T>(String expected, Map<String, Object> schema, Function<Object, @Nullable T> read)
    implements Shape<T> {

  static final AnyShape<Object> VALUE =
      new AnyShape<>(
          "a value", Shapes.schema("not", Shapes.schema("type", "null")), value -> value);

  @SuppressWarnings("unchecked") // Json has no other maps
  static final AnyShape<Map<String, @Nullable Object>> MAP =
      new AnyShape<>(
          "a map",
          Shapes.schema("type", "object"),
          value -> value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : null);

  @Override
  public @Nullable T bind(Path path, Node node, Findings findings) {
    Object json = node.json();
    T value = json == null ? null : read.apply(json);
    if (value == null && !(node instanceof Node.Broken)) {
      findings.report(path, node.place(), node.described(), expected, null);
    }
    return value;
  }
}
