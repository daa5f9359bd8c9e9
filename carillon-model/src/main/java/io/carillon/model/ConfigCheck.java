package io.carillon.model;

import io.carillon.model.WorkflowReader.ConfigSchemas;

/** Holds the {@code config} of each task against the JSON Schema of the task's type. */
final class ConfigCheck {

  private final ConfigSchemas schemas;

  ConfigCheck(ConfigSchemas schemas) {
    this.schemas = schemas;
  }

  void check(Node root, Findings errors, Findings warnings) {
    if (root instanceof Node.Fields workflow
        && workflow.byName().get("tasks") instanceof Node.Fields tasks) {
      tasks
          .byName()
          .forEach((name, task) -> check(Path.ROOT.field("tasks").field(name), task, warnings));
    }
  }

  private void check(Path path, Node task, Findings warnings) {
    if (task instanceof Node.Fields fields
        && fields.byName().get("type") instanceof Node.Scalar type
        && type.value() instanceof String name
        && !schemas.types().contains(name)) {
      warnings.report(
          path.field("type"),
          type.place(),
          "the task type " + Quote.quote(name) + ", which no worker offers now",
          "one of " + String.join(", ", schemas.types()),
          NearMiss.of(name, schemas.types()));
    }
  }
}
