package io.carillon.worker.session;

import java.util.random.RandomGenerator;

/**
 * How long to wait before dialling again: 50 ms at first, twice as long each time, up to 2 s, each
 * by chance between half of that and all of it, so that many workers do not come back at once.
 */
final class Backoff {

  private static final long LEAST_MILLIS = 50;
  private static final long MOST_MILLIS = 2_000;

  /** A refused token does not get better by asking often. */
  private static final long REFUSED_MILLIS = 5_000;

  private final RandomGenerator random;
  private long next = LEAST_MILLIS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  long afterFailure() {
    long full = next;
    next = Math.min(MOST_MILLIS, next * 2);
    return jittered(full);
  }

  long afterRefusal() {
    return jittered(REFUSED_MILLIS);
  }

  void succeeded() {
    next = LEAST_MILLIS;
  }

  private long jittered(long full) {
    return full / 2 + random.nextLong(full / 2 + 1);
  }
}
