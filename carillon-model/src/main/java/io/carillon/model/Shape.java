package io.carillon.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a value of a definition may be. One declaration does three things: it binds nodes, reports
 * what does not fit, and describes itself for editors, so that these cannot part.
 *
 * @param <T> what it binds nodes to
 */
interface Shape<T> {

  /** The value; {@code null} when it does not fit, which was reported then. */
  @Nullable T bind(Path path, Node node, Findings findings);

  /** What a message says was expected: "a duration such as 30s". */
  String expected();

  /** Itself as JSON Schema. */
  Map<String, Object> schema();
}
