package io.carillon.worker.session;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Dispatch;

/** What is to be done with an attempt on this worker. */
public sealed interface Order {

  /** Run it. It comes once for an attempt. */
  record Start(Dispatch dispatch) implements Order {}

  /** Stop it. May come for one that is about to end, and more than once. */
  record Stop(AttemptId id, Why why) implements Order {}

  /** Why an attempt is to be stopped. */
  enum Why {
    CANCELLED,
    /** It belongs elsewhere by now. */
    SUPERSEDED,
    /** Its partition's owner cannot be reached. It may take the time that stopping takes. */
    ISOLATED,
    /** The same, and the time is over: it must be gone before it runs elsewhere. */
    ISOLATED_TOO_LONG
  }
}
