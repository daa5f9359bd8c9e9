package io.carillon.server.workflow;

import io.carillon.kernel.row.WorkflowRow;
import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;
import io.carillon.store.Queries;

/** Finds workflows by their names. */
public final class Workflows {

  private final Queries queries;

  public Workflows(Queries queries) {
    this.queries = queries;
  }

  /**
   * The workflow of that name.
   *
   * @throws ProblemException {@code workflow_not_found}, also when it was deleted
   */
  WorkflowRow get(String namespace, String name) {
    WorkflowRow row = queries.workflow(namespace, name);
    if (row == null || row.deletedAt() != null) {
      throw notFound(namespace, name);
    }
    return row;
  }

  /** The workflow of that name, deleted or not: its history stays. */
  WorkflowRow getEvenDeleted(String namespace, String name) {
    WorkflowRow row = queries.workflow(namespace, name);
    if (row == null) {
      throw notFound(namespace, name);
    }
    return row;
  }

  private static ProblemException notFound(String namespace, String name) {
    return new ProblemException(
        ProblemCode.WORKFLOW_NOT_FOUND,
        "Expected a workflow, but found none of name %s/%s".formatted(namespace, name));
  }
}
