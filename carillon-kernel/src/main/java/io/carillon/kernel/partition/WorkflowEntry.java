package io.carillon.kernel.partition;

import io.carillon.kernel.definition.Definition;
import io.carillon.kernel.row.WorkflowRow;

/** A workflow in memory, with its newest version. */
final class WorkflowEntry {

  WorkflowRow row;
  String source;
  Definition definition;
  long changedIn;

  WorkflowEntry(WorkflowRow row, String source, Definition definition) {
    this.row = row;
    this.source = source;
    this.definition = definition;
  }
}
