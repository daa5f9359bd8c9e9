package io.carillon.server.workflow;

import io.carillon.kernel.row.WorkflowRow;
import java.time.Instant;

/** A workflow in a list. */
record WorkflowItem(
    String id, String namespace, String name, int version, Instant createdAt, Instant updatedAt) {

  static WorkflowItem of(WorkflowRow row) {
    return new WorkflowItem(
        Long.toString(row.id()),
        row.namespace(),
        row.name(),
        row.version(),
        row.createdAt(),
        row.updatedAt());
  }
}
