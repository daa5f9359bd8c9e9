package io.carillon.kernel.row;

/** The state of a run. {@link #code} is what the database holds and must never change. */
public enum RunState {
  /** Accepted; waits until the partition has room for it. Not in memory beyond a window. */
  QUEUED(0),
  RUNNING(1),
  /** Told to stop; some attempts have not confirmed it yet. */
  CANCELLING(2),
  SUCCEEDED(10),
  FAILED(11),
  CANCELLED(12);

  private final int code;

  RunState(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public boolean terminal() {
    return code >= 10;
  }

  public static RunState of(int code) {
    for (RunState state : values()) {
      if (state.code == code) {
        return state;
      }
    }
    throw new IllegalArgumentException("Expected the code of a run state, but found " + code);
  }
}
