package io.carillon.model;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A string or number of some form.
 *
 * @param read a string, {@code Long}, {@code Double} or boolean to what it means; {@code null}:
 *     none of this form
 * @param nearMiss for what cannot be read, what was probably meant
 */
record ScalarShape<T>(
    String expected,
    Map<String, Object> schema,
    Function<Object, @Nullable T> read,
    Function<Node.Scalar, @Nullable String> nearMiss)
    implements Shape<T> {

  @Override
  public @Nullable T bind(Path path, Node node, Findings findings) {
    Object value = node.json();
    T bound = value == null ? null : read.apply(value);
    if (bound == null && !(node instanceof Node.Broken)) {
      boolean given = value != null && node instanceof Node.Scalar;
      String suggestion = given ? nearMiss.apply((Node.Scalar) node) : null;
      findings.report(path, node.place(), node.described(), expected, suggestion);
    }
    return bound;
  }
}
