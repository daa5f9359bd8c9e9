package io.carillon.cli.command;

import io.carillon.cli.api.Api;
import java.util.function.Function;

/** {@code NAMESPACE/WORKFLOW} as it is typed. */
record WorkflowName(String namespace, String name) {

  static WorkflowName parse(String text, Function<String, RuntimeException> wrong) {
    int slash = text.indexOf('/');
    if (slash <= 0 || slash != text.lastIndexOf('/') || slash == text.length() - 1) {
      throw wrong.apply(
          "Expected NAMESPACE/WORKFLOW, such as examples/retrying, but found '" + text + "'.");
    }
    return new WorkflowName(text.substring(0, slash), text.substring(slash + 1));
  }

  String path() {
    return Api.path("namespaces", namespace, "workflows", name);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
