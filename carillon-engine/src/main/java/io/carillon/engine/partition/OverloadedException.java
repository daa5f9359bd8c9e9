package io.carillon.engine.partition;

import java.time.Duration;

/**
 * The server cannot take the command now: a queue is at its limit, or the database does not answer.
 * Nothing was changed; the caller may repeat the command.
 */
public final class OverloadedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  public OverloadedException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
