package io.carillon.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The JSON Schema (2020-12) of definitions, for editors: completion, and errors while one types.
 * What a schema cannot say, such as that dependencies exist and make no cycle, {@link
 * WorkflowReader} alone checks.
 */
public final class WorkflowSchema {

  static final String RESOURCE = "workflow.schema.json";

  private WorkflowSchema() {}

  /** The schema as JSON. */
  public static String text() {
    try (InputStream resource = WorkflowSchema.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException(
            "Expected the resource " + RESOURCE + ", but it is missing");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the resource must say: what the reader's shapes say of themselves. */
  static Map<String, Object> generate() {
    Map<String, Object> schema =
        Shapes.schema("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.putAll(WorkflowShape.SHAPE.schema());
    schema.put("title", "Carillon workflow");
    return schema;
  }
}
