package io.carillon.kernel.definition;

import io.carillon.model.Workflow;
import io.carillon.model.WorkflowReader;

/** Checks the expressions of a definition when it is read, so that errors have their places. */
public final class ExpressionCheck implements WorkflowReader.Check {

  @Override
  public void check(Workflow workflow, WorkflowReader.Problems problems) {
    Definition ignored =
        Definition.compile(
            workflow,
            (path, found) -> problems.report(path, found, "a sound CEL expression", null));
  }
}
