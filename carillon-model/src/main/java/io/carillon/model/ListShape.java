package io.carillon.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list whose items differ.
 *
 * @param what the items are, in the plural
 */
record ListShape<T>(Shape<T> item, String what, int most) implements Shape<List<T>> {

  @Override
  public @Nullable List<T> bind(Path path, Node node, Findings findings) {
    if (node instanceof Node.Broken) {
      return null;
    }
    if (!(node instanceof Node.Items items)) {
      findings.report(path, node.place(), node.described(), expected(), inBrackets(node));
      return null;
    }
    int size = items.list().size();
    if (size > most) {
      findings.report(path, node.place(), Quote.number(size) + " " + what, expected(), null);
      return null;
    }
    List<T> bound = new ArrayList<>(size);
    Set<T> seen = new HashSet<>();
    for (int i = 0; i < size; i++) {
      Node at = items.list().get(i);
      T value = item.bind(path.item(i), at, findings);
      if (value != null && !seen.add(value)) {
        String found = at.described() + " a second time";
        findings.report(path.item(i), at.place(), found, "each item once", null);
      } else if (value != null) {
        bound.add(value);
      }
    }
    return bound.size() == size ? bound : null;
  }

  /** {@code depends_on: unpack} → [unpack]. */
  private @Nullable String inBrackets(Node node) {
    boolean fits = item.bind(Path.ROOT, node, new Findings()) != null;
    return fits && node instanceof Node.Scalar scalar ? "[" + scalar.text() + "]" : null;
  }

  @Override
  public String expected() {
    return "a list of up to " + Quote.number(most) + " " + what;
  }

  @Override
  public Map<String, Object> schema() {
    return Shapes.schema(
        "type", "array", "items", item.schema(), "maxItems", most, "uniqueItems", true);
  }
}
