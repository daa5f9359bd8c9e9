package io.carillon.kernel.partition;

import io.carillon.kernel.definition.Definition;
import io.carillon.kernel.definition.Node;
import io.carillon.kernel.expression.Expression;
import io.carillon.kernel.expression.ExpressionException;
import io.carillon.kernel.expression.Template;
import io.carillon.model.Json;
import io.carillon.model.Parameter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values that expressions see, and the check of the parameters that a trigger gives. */
final class Values {

  private Values() {}

  /**
   * The run's parameters: those given, and defaults for the others.
   *
   * @throws ExpressionException if a default cannot be evaluated or is not of the declared type
   */
  static Map<String, @Nullable Object> params(Run run) throws ExpressionException {
    if (run.params == null) {
      Map<String, @Nullable Object> params = new LinkedHashMap<>();
      if (run.created.params() != null) {
        params.putAll(Json.parseObject(run.created.params()));
      }
      for (Map.Entry<String, Template> entry : run.definition.defaults().entrySet()) {
        String name = entry.getKey();
        if (!params.containsKey(name)) {
          Object value = entry.getValue().render(variable -> runVariable(run, params, variable));
          Parameter parameter = run.definition.workflow().params().get(name);
          if (parameter != null && !fits(parameter.type(), value)) {
            throw new ExpressionException(
                "Expected the default of params.%s to be %s, but it gives %s"
                    .formatted(name, describe(parameter.type()), clip(value)));
          }
          params.put(name, value);
        }
      }
      run.params = params;
    }
    return run.params;
  }

  static String paramsJson(Run run) throws ExpressionException {
    if (run.paramsJson == null) {
      run.paramsJson = Json.write(params(run));
    }
    return run.paramsJson;
  }

  /**
   * The config of an attempt of a task, as a JSON object.
   *
   * @throws ExpressionException if an expression cannot be evaluated
   */
  static String config(TaskRun task, int attempt) throws ExpressionException {
    return task.node.constantConfig() != null
        ? task.node.constantConfig()
        : Json.write(task.node.config().render(variables(task.run, task.node, attempt)));
  }

  static Expression.Variables variables(Run run, Node node, int attempt) {
    return name ->
        switch (name) {
          case "task.name" -> node.name();
          case "attempt" -> Long.valueOf(attempt);
          default ->
              name.startsWith("outputs.")
                  ? outputs(run, name.substring("outputs.".length()))
                  : runVariable(run, params(run), name);
        };
  }

  private static @Nullable Object runVariable(
      Run run, Map<String, @Nullable Object> params, String name) throws ExpressionException {
    return switch (name) {
      case "run.id" -> Long.toString(run.id);
      case "run.namespace" -> run.namespace;
      case "run.workflow" -> run.workflow;
      case "run.scheduled_time" -> run.created.scheduledAt();
      default -> {
        String param = name.substring(name.indexOf('.') + 1);
        if (!params.containsKey(param)) {
          throw new ExpressionException("'%s' has no value".formatted(name));
        }
        yield params.get(param);
      }
    };
  }

  /** Outputs of a task; none if it did not succeed, so that {@code has(…)} can ask. */
  private static Map<String, @Nullable Object> outputs(Run run, String taskName) {
    Integer index = run.definition.index(taskName);
    TaskRun task = index == null ? null : run.tasks[index];
    if (task == null || task.outputs == null) {
      return Map.of();
    }
    if (task.outputValues == null) {
      task.outputValues = Json.parseObject(task.outputs);
    }
    return task.outputValues;
  }

  /** Says what is wrong with the parameters that a trigger gives; empty if nothing is. */
  static List<String> problems(Definition definition, Map<String, @Nullable Object> given) {
    List<String> problems = new ArrayList<>();
    Map<String, Parameter> declared = definition.workflow().params();
    given.forEach(
        (name, value) -> {
          Parameter parameter = declared.get(name);
          if (parameter == null) {
            problems.add(
                "Expected one of the parameters %s, but found '%s'"
                    .formatted(declared.keySet(), name));
          } else if (!fits(parameter.type(), value)) {
            problems.add(
                "Expected params.%s to be %s, but found %s"
                    .formatted(name, describe(parameter.type()), clip(value)));
          }
        });
    declared.forEach(
        (name, parameter) -> {
          if (parameter.required() && !given.containsKey(name)) {
            problems.add(
                "Expected a value for params.%s, %s, but found none"
                    .formatted(name, describe(parameter.type())));
          }
        });
    return problems;
  }

  private static boolean fits(Parameter.Type type, @Nullable Object value) {
    return switch (type) {
      case STRING -> value instanceof String;
      case INT -> value instanceof Long || value instanceof Integer;
      case DOUBLE -> value instanceof Number;
      case BOOL -> value instanceof Boolean;
      case DATE -> value instanceof String text && isDate(text);
      case JSON -> true;
    };
  }

  private static boolean isDate(String text) {
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static String describe(Parameter.Type type) {
    return switch (type) {
      case STRING -> "a string";
      case INT -> "an integer";
      case DOUBLE -> "a number";
      case BOOL -> "true or false";
      case DATE -> "a date such as 2026-11-20";
      case JSON -> "any JSON";
    };
  }

  private static String clip(@Nullable Object value) {
    String json = value instanceof Instant instant ? instant.toString() : Json.write(value);
    return json.length() <= 60 ? json : json.substring(0, 60) + "…";
  }
}
