package io.carillon.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** The clock of the benchmarks, and the one who waits. */
public final class Pace {

  private Pace() {}

  /** Nanoseconds, to take differences of. */
  public static long nanos() {
    return System.nanoTime();
  }

  /** Microseconds since 1970: the same for all processes of this machine. */
  public static long epochMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  public static double secondsSince(long nanos) {
    return (nanos() - nanos) / 1e9;
  }

  /** Returns earlier when the thread is interrupted. */
  public static void pause(Duration time) {
    long start = nanos();
    long left = time.toNanos();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = time.toNanos() - (nanos() - start);
    }
  }

  /** Looks every ten milliseconds. */
  public static void await(String what, Duration atMost, BooleanSupplier done) {
    long start = nanos();
    while (!done.getAsBoolean()) {
      if (nanos() - start > atMost.toNanos()) {
        throw new IllegalStateException(
            "Expected %s within %s, but waited in vain".formatted(what, atMost));
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** Calls {@code action} with 0, 1, 2, … at even distances, however long each call takes. */
  public static void evenly(int perSecond, int times, IntConsumer action) {
    long start = nanos();
    for (int i = 0; i < times; i++) {
      long due = start + i * 1_000_000_000L / perSecond;
      while (nanos() < due) {
        LockSupport.parkNanos(due - nanos());
      }
      action.accept(i);
    }
  }
}
