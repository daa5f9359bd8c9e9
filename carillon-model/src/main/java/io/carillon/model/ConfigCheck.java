package io.carillon.model;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.carillon.model.WorkflowReader.ConfigSchemas;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds the {@code config} of each task against the JSON Schema of the task's type. Works on nodes,
 * so that it says what is wrong with a config whatever else is wrong.
 */
final class ConfigCheck {

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry
                  .schemaCacheEnabled(false)
                  // A schema comes from a worker: it must not make a server call addresses.
                  .schemaLoader(loader -> loader.fetchRemoteResources(false))
                  .schemaRegistryConfig(
                      SchemaRegistryConfig.builder().locale(Locale.ENGLISH).build()));

  private final ConfigSchemas schemas;
  private final Map<String, Compiled> byType = new ConcurrentHashMap<>();

  /**
   * A schema that is ready to use.
   *
   * @param text from which it was compiled; empty: there is none
   * @param schema {@code null}: the text is no schema
   */
  private record Compiled(String type, String text, @Nullable Schema schema) {}

  ConfigCheck(ConfigSchemas schemas) {
    this.schemas = schemas;
  }

  void check(Node root, Findings errors, Findings warnings) {
    if (!(root instanceof Node.Fields workflow)
        || !(workflow.byName().get("tasks") instanceof Node.Fields tasks)
        || tasks.byName().size() > WorkflowShape.MOST_TASKS) {
      return;
    }
    Set<String> types = new TreeSet<>(schemas.types());
    Map<String, Compiled> seen = new HashMap<>();
    for (Map.Entry<String, Node> entry : tasks.byName().entrySet()) {
      if (entry.getValue() instanceof Node.Fields task
          && task.byName().get("type") instanceof Node.Scalar type
          && type.value() instanceof String name) {
        Path path = Path.ROOT.field("tasks").field(entry.getKey());
        if (!types.contains(name)) {
          warnUnoffered(path, type, name, types, warnings);
        }
        Compiled compiled = seen.computeIfAbsent(name, this::compiled);
        checkConfig(path.field("config"), task, compiled, errors, warnings);
      }
    }
  }

  private static void warnUnoffered(
      Path path, Node.Scalar type, String name, Set<String> types, Findings warnings) {
    if (!Names.isType(name) || warnings.full()) {
      return;
    }
    String found = "the task type " + Quote.quote(name) + ", which no worker offers now";
    String expected = types.isEmpty() ? "a worker" : "one of " + String.join(", ", types);
    warnings.report(path.field("type"), type.place(), found, expected, NearMiss.of(name, types));
  }

  private static void checkConfig(
      Path path, Node.Fields task, Compiled compiled, Findings errors, Findings warnings) {
    Node given = task.byName().get("config");
    Node config = given == null ? new Node.Fields(task.named(), task.named(), Map.of()) : given;
    if (compiled.text().isEmpty() || !(config instanceof Node.Fields) || errors.full()) {
      return;
    }
    Schema schema = compiled.schema();
    if (schema == null) {
      warnUnusable(path, config, compiled, warnings);
      return;
    }
    try {
      List<Error> found = schema.validate(ConfigTree.of(config));
      new ConfigErrors(path, config, schema.getSchemaNode(), errors).report(found);
    } catch (SchemaException e) {
      warnUnusable(path, config, compiled, warnings);
    }
  }

  private static void warnUnusable(Path path, Node config, Compiled compiled, Findings warnings) {
    String expected =
        "a usable JSON Schema from the workers that offer " + Quote.quote(compiled.type());
    warnings.report(path, config.place(), "a config that cannot be checked", expected, null);
  }

  private Compiled compiled(String type) {
    String text = schemas.schema(type);
    if (text == null) {
      return new Compiled(type, "", null);
    }
    Compiled known = byType.get(type);
    if (known != null && known.text().equals(text)) {
      return known;
    }
    Compiled compiled = compile(type, text);
    byType.put(type, compiled);
    return compiled;
  }

  private static Compiled compile(String type, String text) {
    try {
      return new Compiled(
          type, text, REGISTRY.getSchema(ConfigTree.withTemplates(MAPPER.readTree(text))));
    } catch (JacksonException | SchemaException e) {
      return new Compiled(type, text, null);
    }
  }
}
