package io.carillon.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map from names of one form to values of one shape.
 *
 * @param what the entries are, in the plural
 */
record MapShape<T>(Shape<String> name, Shape<T> value, String what, int least, int most)
    implements Shape<Map<String, T>> {

  @Override
  public @Nullable Map<String, T> bind(Path path, Node node, Findings findings) {
    if (node instanceof Node.Broken) {
      return null;
    }
    if (!(node instanceof Node.Fields fields)) {
      findings.report(path, node.place(), node.described(), expected(), null);
      return null;
    }
    int size = fields.byName().size();
    if (size < least || size > most) {
      String found = size == 0 ? "an empty map" : Quote.number(size) + " " + what;
      findings.report(path, node.named(), found, expected(), null);
      return null;
    }
    Map<String, T> bound = new LinkedHashMap<>();
    fields
        .byName()
        .forEach(
            (key, at) -> {
              Path entry = path.field(key);
              Node named = new Node.Scalar(at.named(), at.named(), key, key);
              boolean fits = name.bind(entry, named, findings) != null;
              T item = value.bind(entry, at, findings);
              if (fits && item != null) {
                bound.put(key, item);
              }
            });
    return bound.size() == size ? bound : null;
  }

  @Override
  public String expected() {
    return least == 0
        ? "a map of up to " + Quote.number(most) + " " + what
        : "a map of " + least + " to " + Quote.number(most) + " " + what;
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> schema =
        Shapes.schema(
            "type", "object",
            "propertyNames", name.schema(),
            "additionalProperties", value.schema());
    if (least > 0) {
      schema.put("minProperties", least);
    }
    schema.put("maxProperties", most);
    return schema;
  }
}
