package io.carillon.worker.execution;

import io.carillon.protocol.Finished;

/** Why an attempt is told to stop, and so how it ends when it does. */
public enum StopReason {
  /** The server wants it. */
  CANCEL(Finished.Outcome.OUTCOME_CANCELLED),
  /** The worker ends, and the attempt is to run elsewhere. */
  HAND_BACK(Finished.Outcome.OUTCOME_HANDED_BACK);

  private final Finished.Outcome outcome;

  StopReason(Finished.Outcome outcome) {
    this.outcome = outcome;
  }

  Finished.Outcome outcome() {
    return outcome;
  }
}
