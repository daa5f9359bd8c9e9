package io.carillon.tasks.sql;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cancels the statement that is at work when the attempt is told to stop or its time is over. A
 * cancel that comes just before the statement begins has no effect in JDBC, so it is repeated until
 * the attempt has closed this.
 */
final class Stopper implements AutoCloseable {

  enum Reason {
    CANCELLED,
    TIMEOUT
  }

  private static final long REPEAT_MILLIS = 100;

  private @Nullable Statement current;
  private @Nullable Reason reason;
  private boolean closed;

  void stopAfter(Duration timeout) {
    later(timeout.toMillis()).execute(() -> stop(Reason.TIMEOUT));
  }

  void stop(Reason why) {
    Statement statement;
    synchronized (this) {
      if (closed) {
        return;
      }
      if (reason == null) {
        reason = why;
      }
      statement = current;
    }
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        // Already closed, or the connection is gone: the attempt sees it by itself.
      }
    }
    later(REPEAT_MILLIS).execute(() -> stop(why));
  }

  /** Names the statement that runs next; false if it must not run any more. */
  synchronized boolean next(@Nullable Statement statement) {
    current = statement;
    return reason == null;
  }

  synchronized @Nullable Reason reason() {
    return reason;
  }

  @Override
  public synchronized void close() {
    closed = true;
    current = null;
  }

  private static Executor later(long millis) {
    return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
  }
}
