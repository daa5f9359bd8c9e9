package io.carillon.kernel.partition;

import io.carillon.kernel.Answer;
import io.carillon.kernel.AttemptId;
import java.time.Instant;

/** What must be done outside once a batch is committed. Effects are released in order. */
public sealed interface Effect {

  /** Answers a request. */
  record Reply(long ticket, Answer answer) implements Effect {}

  /** Tells a worker that it may forget a report. */
  record Acknowledge(long workerId, long sequence) implements Effect {}

  /**
   * Sends an attempt to a worker. Dropped when the session is not the worker's any more: the worker
   * then comes back and says what it holds, or is lost.
   *
   * @param resent the worker did not say that it holds it; false: a credit was granted for it
   * @param config a JSON object
   * @param params a JSON object
   * @param stopWhenIsolated the worker is to stop it when it cannot reach the partition's owner
   */
  record Dispatch(
      long workerId,
      long session,
      boolean resent,
      AttemptId attempt,
      String namespace,
      String workflow,
      String task,
      String type,
      String config,
      String params,
      Instant scheduledAt,
      boolean stopWhenIsolated)
      implements Effect {}

  /** Tells a worker to stop an attempt. */
  record Cancel(long workerId, AttemptId attempt, Reason reason) implements Effect {

    /** Why an attempt is to stop. */
    public enum Reason {
      CANCELLED,
      TIMED_OUT,
      SUPERSEDED
    }
  }

  /** Gives back credits that were not used. */
  record ReturnCredits(long workerId, long session, int credits) implements Effect {}
}
