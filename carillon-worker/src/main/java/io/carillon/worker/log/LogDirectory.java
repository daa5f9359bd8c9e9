package io.carillon.worker.log;

import io.carillon.protocol.AttemptId;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Where the logs wait that the server has not got yet. Belongs to one worker process.
 *
 * @param limit bytes of one attempt's log that are kept
 * @param totalLimit bytes of all logs together; beyond it the oldest is cut
 * @param bytes how much all files hold now
 */
public record LogDirectory(Path directory, long limit, long totalLimit, AtomicLong bytes) {

  public LogDirectory(Path directory, long limit, long totalLimit) {
    this(directory, limit, totalLimit, new AtomicLong());
  }

  /**
   * A log for an attempt; it makes no file before it needs one.
   *
   * @param changed called when there is something to ship, by the thread that wrote
   */
  public AttemptLog open(AttemptId id, Consumer<AttemptLog> changed) {
    return new AttemptLog(id, this, changed);
  }

  Path file(AttemptId id) {
    return directory.resolve(
        "%s-%d-%d.log"
            .formatted(Long.toUnsignedString(id.getRunId()), id.getTask(), id.getAttempt()));
  }

  boolean full() {
    return bytes.get() > totalLimit;
  }
}
