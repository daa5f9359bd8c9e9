package io.carillon.model;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Turns what the schema validator found in one config into problems with places. */
final class ConfigErrors {

  /** An error in a branch of {@code anyOf} or {@code oneOf}: the choice, and the branch. */
  private static final Pattern BRANCH = Pattern.compile("^(.*?/(?:anyOf|oneOf))/(\\d+)/.*");

  /** A value that is of another type than a branch wants. */
  private static final Pattern KIND =
      Pattern.compile("^.*?/(?:anyOf|oneOf)/\\d+(?:/\\$ref)*/type$");

  private final Path path;
  private final Node config;
  private final JsonNode schema;
  private final Findings findings;

  /** Where an error is: the path, and the node there. */
  private record Spot(Path path, Node node) {}

  ConfigErrors(Path path, Node config, JsonNode schema, Findings findings) {
    this.path = path;
    this.config = config;
    this.schema = schema;
    this.findings = findings;
  }

  void report(List<Error> errors) {
    Map<String, Map<String, List<Error>>> choices = new LinkedHashMap<>();
    for (Error error : errors) {
      Matcher branch = BRANCH.matcher(error.getEvaluationPath().toString());
      if (branch.matches()) {
        choices
            .computeIfAbsent(branch.group(1), choice -> new LinkedHashMap<>())
            .computeIfAbsent(branch.group(2), number -> new ArrayList<>())
            .add(error);
      } else {
        report(error);
      }
    }
    choices.values().forEach(branches -> reportChoice(List.copyOf(branches.values())));
  }

  /** Of a choice, the first branch that is of the value's kind counts; if none is, the kinds do. */
  private void reportChoice(List<List<Error>> branches) {
    for (List<Error> branch : branches) {
      if (branch.stream().noneMatch(ConfigErrors::isOfKind)) {
        branch.forEach(this::report);
        return;
      }
    }
    Set<String> kinds = new LinkedHashSet<>();
    branches.forEach(
        branch ->
            branch.stream()
                .filter(ConfigErrors::isOfKind)
                .forEach(error -> kinds.add(types(error.getSchemaNode()))));
    misfit(branches.get(0).get(0), String.join(" or ", kinds), null);
  }

  private static boolean isOfKind(Error error) {
    return KIND.matcher(error.getEvaluationPath().toString()).matches();
  }

  private void report(Error error) {
    JsonNode limit = error.getSchemaNode();
    switch (error.getKeyword()) {
      case "additionalProperties", "unevaluatedProperties" -> unknown(error);
      case "required" -> missing(error);
      case "type" -> misfit(error, types(limit), quoted(error, limit));
      case "enum" -> misfit(error, "one of " + values(limit), nearest(error, limit));
      case "const" -> misfit(error, Quote.shorten(limit.asString("")), null);
      case "pattern" -> misfit(error, "a string that matches " + limit.asString(""), null);
      case "minimum" -> misfit(error, "a number of at least " + limit, null);
      case "maximum" -> misfit(error, "a number of at most " + limit, null);
      case "exclusiveMinimum" -> misfit(error, "a number above " + limit, null);
      case "exclusiveMaximum" -> misfit(error, "a number below " + limit, null);
      case "minLength" -> misfit(error, "a string of at least " + limit + " characters", null);
      case "maxLength" -> misfit(error, "a string of at most " + limit + " characters", null);
      case "minItems" -> misfit(error, "a list of at least " + limit + " items", null);
      case "maxItems" -> misfit(error, "a list of at most " + limit + " items", null);
      case "minProperties" -> misfit(error, "a map of at least " + limit + " fields", null);
      case "maxProperties" -> misfit(error, "a map of at most " + limit + " fields", null);
      default -> misfit(error, "a value that fits: it " + error.getMessage(), null);
    }
  }

  private void misfit(Error error, String expected, @Nullable String suggestion) {
    Spot spot = spot(error);
    if (!(spot.node instanceof Node.Broken)) {
      findings.report(spot.path, spot.node.place(), spot.node.described(), expected, suggestion);
    }
  }

  private void unknown(Error error) {
    Spot spot = spot(error);
    String field = Objects.requireNonNullElse(error.getProperty(), "");
    List<String> known = known(error);
    Node value = spot.node instanceof Node.Fields fields ? fields.byName().get(field) : null;
    findings.report(
        spot.path.field(field),
        value == null ? spot.node.place() : value.named(),
        "an unknown field",
        known.isEmpty() ? "no such field" : "one of " + String.join(", ", known),
        NearMiss.of(field, known));
  }

  private void missing(Error error) {
    Spot spot = spot(error);
    String field = Objects.requireNonNullElse(error.getProperty(), "");
    List<String> known = known(error);
    boolean misspelt =
        spot.node instanceof Node.Fields fields
            && fields.byName().keySet().stream()
                .anyMatch(key -> !known.contains(key) && field.equals(NearMiss.of(key, known)));
    if (!misspelt) {
      JsonNode wanted = ConfigTree.withoutTemplate(around(error).path("properties").path(field));
      String found = spot.node.described() + " without " + Quote.quote(field);
      String expected = field + ": " + described(wanted);
      findings.report(spot.path, spot.node.named(), found, expected, null);
    }
  }

  private static String described(JsonNode schema) {
    if (schema.has("enum")) {
      return "one of " + values(schema.get("enum"));
    }
    return schema.has("type") ? types(schema.get("type")) : "a value";
  }

  /** The schema that has the keyword of an error. */
  private JsonNode around(Error error) {
    NodePath keyword = error.getSchemaLocation().getFragment();
    NodePath parent = keyword == null ? null : keyword.getParent();
    return parent == null ? schema : schema.at(parent.toString());
  }

  private List<String> known(Error error) {
    List<String> names = new ArrayList<>();
    around(error).path("properties").propertyNames().forEach(names::add);
    return names;
  }

  private Spot spot(Error error) {
    Path at = path;
    Node node = config;
    NodePath location = error.getInstanceLocation();
    for (int i = 0; i < location.getNameCount(); i++) {
      Object step = location.getElement(i);
      if (node instanceof Node.Items items && step instanceof Integer item) {
        at = at.item(item);
        node = items.list().get(item);
      } else if (node instanceof Node.Fields fields
          && fields.byName().get(step.toString()) != null) {
        at = at.field(step.toString());
        node = fields.byName().get(step.toString());
      }
    }
    return new Spot(at, node);
  }

  private static @Nullable String quoted(Error error, JsonNode type) {
    JsonNode value = error.getInstanceNode();
    boolean plain = value.isNumber() || value.isBoolean();
    return plain && type.asString("").equals("string") ? "\"" + value.asString("") + "\"" : null;
  }

  private static @Nullable String nearest(Error error, JsonNode values) {
    List<String> known = new ArrayList<>();
    values.forEach(value -> known.add(value.asString("")));
    return NearMiss.of(error.getInstanceNode().asString(""), known);
  }

  private static String values(JsonNode values) {
    List<String> known = new ArrayList<>();
    values.forEach(value -> known.add(value.asString("null")));
    return String.join(", ", known);
  }

  private static String types(JsonNode type) {
    if (!type.isArray()) {
      return type(type.asString(""));
    }
    List<String> types = new ArrayList<>();
    type.forEach(item -> types.add(type(item.asString(""))));
    return String.join(" or ", types);
  }

  private static String type(String type) {
    return switch (type) {
      case "object" -> "a map";
      case "array" -> "a list";
      case "integer" -> "an integer";
      case "boolean" -> "true or false";
      case "null" -> "nothing (null)";
      default -> "a " + type;
    };
  }
}
