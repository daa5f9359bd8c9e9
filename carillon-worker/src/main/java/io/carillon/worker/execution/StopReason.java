package io.carillon.worker.execution;

import io.carillon.protocol.Finished;

/** Why an attempt is told to stop, and so how it ends when it does. */
public enum StopReason {
  /** The server wants it. */
  CANCEL,
  /** The worker ends, and the attempt is to run elsewhere. */
  HAND_BACK,
  /** Its server cannot be reached, and it must not run here when it runs elsewhere. */
  ISOLATED;

  Finished.Builder outcome() {
    Finished.Builder outcome = Finished.newBuilder();
    return switch (this) {
      case CANCEL -> outcome.setOutcome(Finished.Outcome.OUTCOME_CANCELLED);
      // Isolated, it did not fail: it goes elsewhere, and no retry is counted.
      case HAND_BACK, ISOLATED -> outcome.setOutcome(Finished.Outcome.OUTCOME_HANDED_BACK);
    };
  }
}
