package io.carillon.engine.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time, without jumps: goes on by the machine's monotonic clock and follows the wall clock by
 * being a little faster or slower, whatever somebody does to that one. So a lease lasts as long as
 * it should when the wall clock is set by an hour, and instants are still what people expect.
 *
 * <p>In milliseconds, as the database keeps them. For any thread.
 */
public final class SteadyClock implements InstantSource {

  /** It is off by at most this share of the time that passes while it follows: 1/20. */
  private static final int FOLLOWING = 20;

  private final InstantSource wall;
  private final LongSupplier nanos;
  private long readAt;
  private long steadyNanos;
  private final Instant start;

  /**
   * @param nanos monotonic, as {@link System#nanoTime}
   */
  public SteadyClock(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.start = wall.instant();
    this.readAt = nanos.getAsLong();
  }

  /** By the clocks of this machine. */
  public static SteadyClock system() {
    return new SteadyClock(InstantSource.system(), System::nanoTime);
  }

  @Override
  public synchronized Instant instant() {
    long read = nanos.getAsLong();
    long passed = Math.max(0, read - readAt);
    readAt = read;
    long most = passed / FOLLOWING;
    long behind = behind(passed);
    steadyNanos += passed + Math.clamp(behind, -most, most);
    return Instant.ofEpochMilli(start.toEpochMilli() + steadyNanos / 1_000_000);
  }

  /** How far the wall clock is ahead of this one, in nanoseconds, once {@code passed} is added. */
  private long behind(long passed) {
    Duration ahead = Duration.between(start.plusNanos(steadyNanos + passed), wall.instant());
    return ahead.abs().toDays() > 365
        ? Integer.signum(ahead.compareTo(Duration.ZERO)) * (1L << 60)
        : ahead.toNanos();
  }
}
