package io.carillon.server.workflow;

import io.carillon.model.WorkflowReader;
import io.carillon.model.WorkflowReader.Check;
import io.carillon.model.WorkflowReader.ConfigSchemas;
import io.carillon.model.WorkflowReader.Reading;
import io.carillon.server.problem.Problem;
import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets sound definitions pass; tells every error of the others. */
public final class DefinitionGate {

  private final ConfigSchemas schemas;
  private final List<Check> checks;

  public DefinitionGate(ConfigSchemas schemas, List<Check> checks) {
    this.schemas = schemas;
    this.checks = List.copyOf(checks);
  }

  /**
   * Reads a definition, with all checks.
   *
   * @throws ProblemException {@code definition_invalid}
   */
  Reading.Valid check(String source) {
    return read(source, checks);
  }

  /** As {@link #check(String)}; the names in the definition must be those given. */
  Reading.Valid check(String source, String namespace, String name) {
    List<Check> all = new ArrayList<>(checks);
    all.addFirst(
        (workflow, problems) -> {
          String inside = workflow.namespace();
          if (inside != null && !inside.equals(namespace)) {
            problems.report(
                "namespace", quote(inside), quote(namespace) + ", as in the URL", namespace);
          }
          if (!workflow.name().equals(name)) {
            problems.report("name", quote(workflow.name()), quote(name) + ", as in the URL", name);
          }
        });
    return read(source, all);
  }

  private Reading.Valid read(String source, List<Check> all) {
    return switch (new WorkflowReader(schemas, all).read(source)) {
      case Reading.Valid valid -> valid;
      case Reading.Invalid invalid -> throw new ProblemException(problem(invalid));
    };
  }

  private static String quote(String name) {
    return "'" + name + "'";
  }

  private static Problem problem(Reading.Invalid invalid) {
    int count = invalid.errors().size();
    String more = invalid.truncated() ? "at least " : "";
    String detail =
        "Expected a sound definition, but it has %s%d error%s; the first: %s"
            .formatted(more, count, count == 1 ? "" : "s", invalid.errors().getFirst().message());
    return new Problem(
        ProblemCode.DEFINITION_INVALID,
        detail,
        invalid.errors().stream().map(DefinitionGate::json).toList(),
        null);
  }

  static Map<String, @Nullable Object> json(WorkflowReader.Problem problem) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("path", problem.path());
    json.put("line", (long) problem.line());
    json.put("column", (long) problem.column());
    json.put("found", problem.found());
    json.put("expected", problem.expected());
    if (problem.suggestion() != null) {
      json.put("suggestion", problem.suggestion());
    }
    json.put("message", problem.message());
    return json;
  }
}
