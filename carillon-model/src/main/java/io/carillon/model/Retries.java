package io.carillon.model;

import java.time.Duration;

/**
 * How often, and after what pause, a failed attempt is followed by another.
 *
 * @param max attempts after the first; 0: none
 * @param delay before the first retry
 * @param backoff how the delay grows
 * @param maxDelay the delay grows no further
 * @param jitter 0 to 1: each delay is lengthened by up to this part of it
 */
public record Retries(int max, Duration delay, Backoff backoff, Duration maxDelay, double jitter) {

  public static final Retries NONE =
      new Retries(0, Duration.ofSeconds(10), Backoff.EXPONENTIAL, Duration.ofHours(1), 0.1);

  /** How the delay grows from one retry to the next. */
  public enum Backoff {
    FIXED,
    /** Doubles each time. */
    EXPONENTIAL
  }
}
