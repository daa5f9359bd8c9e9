package io.carillon.engine.partition;

import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.TaskRunRow;

/** A committed change of a run, for those who follow it. */
public sealed interface RunChange {

  long runId();

  /** The run itself changed. */
  record OfRun(RunRow run) implements RunChange {
    @Override
    public long runId() {
      return run.id();
    }
  }

  /** One of its task runs changed. */
  record OfTask(TaskRunRow taskRun) implements RunChange {
    @Override
    public long runId() {
      return taskRun.runId();
    }
  }

  /** There were changes on another server; they are in the database. */
  record Unseen(long runId) implements RunChange {}
}
