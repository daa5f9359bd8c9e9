package io.carillon.model;

import java.util.Map;

/** The JSON Schema (2020-12) of definitions, for editors. */
public final class WorkflowSchema {

  private WorkflowSchema() {}

  static Map<String, Object> generate() {
    Map<String, Object> schema =
        Shapes.schema(
            "$schema", "https://json-schema.org/draft/2020-12/schema",
            "title", "Carillon workflow");
    schema.putAll(WorkflowShape.SHAPE.schema());
    return schema;
  }
}
