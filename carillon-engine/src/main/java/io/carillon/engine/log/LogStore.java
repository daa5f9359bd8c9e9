package io.carillon.engine.log;

import io.carillon.kernel.AttemptId;
import java.io.IOException;

/**
 * Durable logs of attempts: for each a run of bytes that only grows, and an end. Safe for use by
 * several threads.
 */
public interface LogStore {

  /**
   * Adds bytes that begin at {@code offset}; what is there already is ignored, and so is a chunk
   * that begins beyond the end.
   *
   * @return where the log stands afterwards: durable
   */
  Position append(AttemptId attempt, long offset, byte[] data, boolean end) throws IOException;

  /** Where the log stands; offset 0 and open if there is none. */
  Position position(AttemptId attempt) throws IOException;

  /** Reads at most {@code limit} bytes from {@code offset}; empty at the end. */
  byte[] read(AttemptId attempt, long offset, int limit) throws IOException;

  /**
   * Calls {@code listener} after each append to the attempt's log until the subscription is closed.
   * The listener must be quick.
   */
  Subscription listen(AttemptId attempt, Runnable listener);

  /**
   * @param offset length in bytes
   * @param ended no more will come
   */
  record Position(long offset, boolean ended) {}

  /** Ends when closed. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
