package io.carillon.worker.execution;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Finished;

/** What the executor tells about an attempt. Called from the attempt's threads; must be quick. */
public interface AttemptEvents {

  /**
   * @param at milliseconds since 1970
   */
  void started(AttemptId id, long at);

  /**
   * The outcome; comes once.
   *
   * @param freed nothing of it runs any more; if false, {@link #freed} follows
   */
  void finished(AttemptId id, Finished how, boolean freed);

  /** Nothing of it runs any more, and its directory is gone. */
  void freed(AttemptId id);
}
