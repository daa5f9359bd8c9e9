package io.carillon.kernel;

import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.WorkflowRow;

/** What became of a {@link Command}. An answer that the caller has seen is durable. */
public sealed interface Answer {

  /**
   * @param changed false when the newest version was the same already
   */
  record WorkflowSaved(WorkflowRow workflow, boolean changed) implements Answer {}

  record WorkflowDeleted(WorkflowRow workflow) implements Answer {}

  /**
   * @param duplicate true when an earlier trigger with the same idempotency key had made the run
   */
  record RunAccepted(long runId, boolean duplicate) implements Answer {}

  /**
   * @param state {@code CANCELLED}, or {@code CANCELLING} while attempts are still stopping
   */
  record CancelAccepted(long runId, RunState state) implements Answer {}

  /** Nothing was changed. */
  record Rejected(Code code, String message) implements Answer {}

  /** Why a command was rejected. The names are stable. */
  enum Code {
    WORKFLOW_NOT_FOUND,
    RUN_NOT_FOUND,
    /** A parameter is unknown, missing or of the wrong type, or all together are too large. */
    PARAMS_INVALID,
    /** The run has ended already, and not because it was cancelled. */
    RUN_ENDED
  }
}
