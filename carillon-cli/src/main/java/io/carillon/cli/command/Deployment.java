package io.carillon.cli.command;

import io.carillon.cli.api.Api;
import io.carillon.cli.api.Fields;
import io.carillon.cli.api.Problem;
import io.carillon.cli.api.ProblemException;
import io.carillon.cli.terminal.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks definitions, and stores them when all are right. */
final class Deployment {

  private static final String DEFAULT_NAMESPACE = "default";

  private final Api api;
  private final Environment environment;

  Deployment(Api api, Environment environment) {
    this.api = api;
    this.environment = environment;
  }

  /**
   * What the server says of a definition.
   *
   * @param answer when it is valid
   * @param problem when it is not
   */
  record Check(Definition definition, @Nullable JsonNode answer, @Nullable Problem problem) {

    boolean valid() {
      return answer != null;
    }

    JsonNode json() {
      ObjectNode json = Api.JSON.createObjectNode();
      json.put("file", definition.file().toString());
      if (answer instanceof ObjectNode object) {
        json.setAll(object);
        return json;
      }
      json.put("valid", false);
      var errors = json.putArray("errors");
      if (problem != null) {
        for (Problem.Fault fault : problem.errors()) {
          errors
              .addObject()
              .put("path", fault.path())
              .put("line", fault.line())
              .put("column", fault.column())
              .put("message", fault.message());
        }
        json.put("code", problem.code());
        json.put("detail", problem.sentence());
      }
      return json;
    }
  }

  List<Check> check(List<Definition> definitions) {
    List<Check> checks = new ArrayList<>();
    for (Definition definition : definitions) {
      try {
        JsonNode answer = api.define("POST", "/workflows/validate", definition.source());
        checks.add(new Check(definition, answer, null));
        printWarnings(definition, answer);
      } catch (ProblemException e) {
        if (e.problem().status() != 422 && e.problem().status() != 413) {
          throw e;
        }
        checks.add(new Check(definition, null, e.problem()));
        printErrors(definition, e.problem());
      }
    }
    return checks;
  }

  /** Stores a definition that is valid; the namespace is the file's unless one is given. */
  JsonNode store(Check check, @Nullable String namespace) {
    JsonNode answer = Objects.requireNonNull(check.answer());
    String own = Fields.text(answer, "namespace", DEFAULT_NAMESPACE);
    String name = Fields.text(answer, "name", "");
    String path = Api.path("namespaces", namespace == null ? own : namespace, "workflows", name);
    return api.define("PUT", path, check.definition().source());
  }

  private void printErrors(Definition definition, Problem problem) {
    String file = definition.file().toString();
    if (problem.errors().isEmpty()) {
      environment.err().println(file + ": " + problem.sentence());
    }
    problem.errors().forEach(fault -> environment.err().println(fault.in(file)));
  }

  private void printWarnings(Definition definition, JsonNode answer) {
    for (JsonNode warning : answer.path("warnings").values()) {
      String message =
          warning.isString() ? warning.stringValue() : Fields.text(warning, "message", "");
      environment
          .err()
          .println(
              "%s:%d:%d: warning: %s"
                  .formatted(
                      definition.file(),
                      warning.path("line").asInt(0),
                      warning.path("column").asInt(0),
                      message));
    }
  }
}
