package io.carillon.cluster;

import java.time.Duration;

/**
 * A clock that goes on at the same pace whatever happens to the time of day. Its times mean nothing
 * but how long ago something was, and nothing in another process.
 */
@FunctionalInterface
interface Steady {

  Duration now();

  static Steady ofMachine() {
    return () -> Duration.ofNanos(System.nanoTime());
  }
}
