package io.carillon.engine.loop;

import java.time.Duration;

/** What drives one {@link Part}. */
public interface Loop {

  /** The part is to step soon. Any thread; cheap. */
  void wake();

  /**
   * Waits until the part has ended.
   *
   * @return whether it has
   */
  boolean awaitEnd(Duration patience) throws InterruptedException;
}
