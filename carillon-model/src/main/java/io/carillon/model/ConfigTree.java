package io.carillon.model;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Configs and their schemas as the schema validator takes them. */
final class ConfigTree {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Keywords whose value maps names to schemas of what is inside the instance. */
  private static final Set<String> INNER_MAPS = Set.of("properties", "patternProperties");

  /** Keywords whose value is a schema, or a list of schemas, of what is inside the instance. */
  private static final Set<String> INNER =
      Set.of(
          "items",
          "prefixItems",
          "additionalProperties",
          "contains",
          "unevaluatedItems",
          "unevaluatedProperties");

  /** Keywords whose value maps names to schemas of the instance itself. */
  private static final Set<String> SAME_MAPS = Set.of("$defs", "definitions", "dependentSchemas");

  /** Keywords whose value is a schema, or a list of schemas, of the instance itself. */
  private static final Set<String> SAME =
      Set.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else");

  private ConfigTree() {}

  static JsonNode of(Node node) {
    if (node instanceof Node.Fields fields) {
      ObjectNode object = JSON.objectNode();
      fields.byName().forEach((name, value) -> object.set(name, of(value)));
      return object;
    }
    if (node instanceof Node.Items items) {
      ArrayNode array = JSON.arrayNode(items.list().size());
      items.list().forEach(item -> array.add(of(item)));
      return array;
    }
    Object value = node.json();
    if (value instanceof String text) {
      return JSON.stringNode(text);
    }
    if (value instanceof Long number) {
      return JSON.numberNode(number.longValue());
    }
    if (value instanceof Double number) {
      return JSON.numberNode(number.doubleValue());
    }
    return value instanceof Boolean flag ? JSON.booleanNode(flag) : JSON.nullNode();
  }

  /** The schema, changed to let strings with expressions pass wherever it has something to say. */
  static JsonNode withTemplates(JsonNode schema) {
    if (!(schema instanceof ObjectNode)) {
      return schema;
    }
    ObjectNode changed = JSON.objectNode();
    schema
        .properties()
        .forEach(entry -> changed.set(entry.getKey(), keyword(entry.getKey(), entry.getValue())));
    return changed;
  }

  private static JsonNode keyword(String keyword, JsonNode value) {
    if (INNER_MAPS.contains(keyword) || SAME_MAPS.contains(keyword)) {
      ObjectNode changed = JSON.objectNode();
      boolean inner = INNER_MAPS.contains(keyword);
      value
          .properties()
          .forEach(entry -> changed.set(entry.getKey(), schema(entry.getValue(), inner)));
      return changed;
    }
    if (!INNER.contains(keyword) && !SAME.contains(keyword)) {
      return value;
    }
    boolean inner = INNER.contains(keyword);
    if (!value.isArray()) {
      return schema(value, inner);
    }
    ArrayNode changed = JSON.arrayNode();
    value.forEach(item -> changed.add(schema(item, inner)));
    return changed;
  }

  private static JsonNode schema(JsonNode schema, boolean inner) {
    JsonNode changed = withTemplates(schema);
    if (!inner || !changed.isObject()) {
      return changed;
    }
    ObjectNode template = JSON.objectNode().put("type", "string").put("pattern", "\\{\\{");
    ObjectNode either = JSON.objectNode();
    either.set("if", template);
    either.set("then", JSON.booleanNode(true));
    either.set("else", changed);
    return either;
  }

  /** What a schema says of values that are no template. */
  static JsonNode withoutTemplate(JsonNode schema) {
    return schema.has("if") && schema.has("else") ? schema.get("else") : schema;
  }
}
