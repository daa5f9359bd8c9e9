package io.carillon.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map whose fields are known, bound to a record.
 *
 * @param what it is: "a task"
 * @param check looks at fields together; runs with those that fit, even if others do not
 * @param bind makes the record; runs when all fits
 */
record RecordShape<T>(
    String what,
    String about,
    List<Field<?>> fields,
    Consumer<Values> check,
    Function<Values, T> bind)
    implements Shape<T> {

  RecordShape(String what, String about, List<Field<?>> fields, Function<Values, T> bind) {
    this(what, about, fields, values -> {}, bind);
  }

  @Override
  public @Nullable T bind(Path path, Node node, Findings findings) {
    if (node instanceof Node.Broken) {
      return null;
    }
    if (!(node instanceof Node.Fields map)) {
      findings.report(path, node.place(), node.described(), expected(), null);
      return null;
    }
    Values values = new Values(path, map, findings);
    boolean known = reportUnknown(path, map, findings);
    boolean sound = true;
    for (Field<?> field : fields) {
      sound &= read(field, values);
    }
    check.accept(values);
    return known && sound && !values.rejected ? bind.apply(values) : null;
  }

  private boolean read(Field<?> field, Values values) {
    Node node = values.node.byName().get(field.name());
    if (node == null) {
      if (field.required() && !isMisspelt(field, values.node)) {
        values.findings.report(
            values.path,
            values.node.named(),
            what + " without '" + field.name() + "'",
            field.name() + ": " + field.shape().expected(),
            null);
      }
      return !field.required();
    }
    Object value = field.shape().bind(values.path.field(field.name()), node, values.findings);
    if (value != null) {
      values.bound.put(field.name(), value);
    }
    return value != null;
  }

  private boolean reportUnknown(Path path, Node.Fields map, Findings findings) {
    List<String> names = names();
    boolean known = true;
    for (Map.Entry<String, Node> entry : map.byName().entrySet()) {
      if (!names.contains(entry.getKey())) {
        known = false;
        findings.report(
            path.field(entry.getKey()),
            entry.getValue().named(),
            "an unknown field",
            "one of " + String.join(", ", names),
            NearMiss.of(entry.getKey(), names));
      }
    }
    return known;
  }

  /** An unknown field was reported for which this one was suggested. */
  private boolean isMisspelt(Field<?> field, Node.Fields map) {
    List<String> names = names();
    return map.byName().keySet().stream()
        .anyMatch(key -> !names.contains(key) && field.name().equals(NearMiss.of(key, names)));
  }

  private List<String> names() {
    return fields.stream().<String>map(Field::name).toList();
  }

  @Override
  public String expected() {
    return what
        + " (a map with "
        + String.join(", ", fields.stream().filter(Field::required).map(Field::name).toList())
        + ")";
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> properties = Shapes.schema();
    List<String> required = new ArrayList<>();
    for (Field<?> field : fields) {
      Map<String, Object> property = Shapes.schema("description", field.about());
      property.putAll(field.shape().schema());
      property.put("description", field.about());
      if (field.otherwise() != null) {
        property.put("default", field.otherwise());
      }
      properties.put(field.name(), property);
      if (field.required()) {
        required.add(field.name());
      }
    }
    return Shapes.schema(
        "title", what,
        "description", about,
        "type", "object",
        "properties", properties,
        "required", required,
        "additionalProperties", false);
  }

  /** The fields of one record that were there and fit. */
  static final class Values {

    private final Path path;
    private final Node.Fields node;
    private final Findings findings;
    private final Map<String, Object> bound = new HashMap<>();
    private boolean rejected;

    private Values(Path path, Node.Fields node, Findings findings) {
      this.path = path;
      this.node = node;
      this.findings = findings;
    }

    /** The name under which a map has the record. */
    String name() {
      return path.name();
    }

    /** The value of a field; {@code null} if there is none. */
    @SuppressWarnings("unchecked") // put there by the field's own shape
    <V> @Nullable V find(Field<V> field) {
      return (V) bound.get(field.name());
    }

    /** The value of a field, or another if there is none. */
    <V> V get(Field<V> field, V otherwise) {
      V value = find(field);
      return value == null ? otherwise : value;
    }

    /** The value of a required field. */
    <V> V get(Field<V> field) {
      V value = find(field);
      if (value == null) {
        throw new IllegalStateException("Expected a value of " + field.name() + ", but none fits");
      }
      return value;
    }

    /** A field's scalar as the source has it; {@code null} if there is none. */
    @Nullable String text(Field<?> field) {
      return node.byName().get(field.name()) instanceof Node.Scalar scalar ? scalar.text() : null;
    }

    /** Reports that a field does not fit the others. */
    void reject(Field<?> field, String expected, @Nullable String suggestion) {
      Node value = node.byName().get(field.name());
      if (value != null) {
        rejected = true;
        findings.report(
            path.field(field.name()), value.place(), value.described(), expected, suggestion);
      }
    }
  }
}
