package io.carillon.kernel.row;

/** The state of a task run. {@link #code} is what the database holds and must never change. */
public enum TaskRunState {
  /** Waits for the tasks it depends on. Has no row. */
  PENDING(0),
  /** Could start, but for its delay. */
  WAITING(1),
  /** Waits for a worker with room. */
  QUEUED(2),
  /** Sent to a worker, which has not said that it started. */
  DISPATCHED(3),
  RUNNING(4),
  /** An attempt failed; waits for the next. */
  RETRYING(5),
  SUCCEEDED(10),
  FAILED(11),
  CANCELLED(12),
  SKIPPED(13);

  private final int code;

  TaskRunState(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public boolean terminal() {
    return code >= 10;
  }

  /** Whether a worker holds an attempt of it. */
  public boolean onWorker() {
    return this == DISPATCHED || this == RUNNING;
  }

  public static TaskRunState of(int code) {
    for (TaskRunState state : values()) {
      if (state.code == code) {
        return state;
      }
    }
    throw new IllegalArgumentException("Expected the code of a task run state, but found " + code);
  }
}
