package io.carillon.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A definition as a whole. */
final class WorkflowShape {

  static final int MOST_TASKS = 5_000;

  private static final Field<String> NAMESPACE =
      Field.optional(
          "namespace", Names.PLAIN, "What owns the workflow. Whoever applies the file may say it.");
  private static final Field<String> NAME =
      Field.required("name", Names.PLAIN, "The name of the workflow, unique in its namespace.");
  private static final Field<String> DESCRIPTION = Field.description("the workflow");
  private static final Field<Map<String, String>> LABELS =
      Field.optional(
          "labels",
          new MapShape<>(Names.TAG, Shapes.text(0, 1_000), "labels", 0, 50),
          "For people and searches.",
          Map.of());
  private static final Field<Map<String, Parameter>> PARAMS =
      Field.optional(
          "params",
          new MapShape<>(Names.IDENTIFIER, ParameterShape.SHAPE, "parameters", 0, 200),
          "What runs can be given, by name. Expressions read it as params.NAME.",
          Map.of());
  private static final Field<Duration> TIMEOUT =
      Field.optional(
          "timeout", Shapes.duration(), "A run that takes longer fails. No limit by default.");
  private static final Field<Integer> PRIORITY =
      Field.optional(
          "priority",
          Shapes.integer(-100, 100),
          "Of the workflow's runs among all runs; higher goes first.",
          0);
  private static final Field<Map<String, Task>> TASKS =
      Field.required(
          "tasks",
          new MapShape<>(Names.IDENTIFIER, TaskShape.SHAPE, "tasks", 1, MOST_TASKS),
          "The tasks, by name.");

  static final RecordShape<Workflow> SHAPE =
      new RecordShape<>(
          "a workflow",
          "The definition of a workflow: a graph of tasks with parameters and policies.",
          List.of(NAMESPACE, NAME, DESCRIPTION, LABELS, PARAMS, TIMEOUT, PRIORITY, TASKS),
          WorkflowShape::bind);

  private WorkflowShape() {}

  private static Workflow bind(RecordShape.Values values) {
    return new Workflow(
        values.find(NAMESPACE),
        values.get(NAME),
        values.get(DESCRIPTION, ""),
        values.get(LABELS, Map.of()),
        values.get(PARAMS, Map.of()),
        values.find(TIMEOUT),
        values.get(PRIORITY, 0),
        values.get(TASKS));
  }
}
