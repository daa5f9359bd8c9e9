package io.carillon.simulation.clockwork;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A process on a machine with a clock of its own: it can be paused, and it dies once. */
public final class Machine {

  private static final long START = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli() * 1_000;

  private final Scheduler scheduler;
  private final String name;
  private final double rate;
  private final long monotonicStart;
  private long wallOffset;
  private boolean alive = true;
  private boolean paused;
  private long pausedSince;
  private final List<Runnable> held = new ArrayList<>();
  private final List<long[]> pauses = new ArrayList<>();

  /**
   * @param rate of its clock: 1.001 gains a thousandth
   * @param wallOffset microseconds that its wall clock is ahead
   */
  public Machine(Scheduler scheduler, String name, double rate, long wallOffset) {
    this.scheduler = scheduler;
    this.name = name;
    this.rate = rate;
    this.wallOffset = wallOffset;
    this.monotonicStart = scheduler.now();
  }

  public String name() {
    return name;
  }

  public boolean alive() {
    return alive;
  }

  boolean paused() {
    return paused;
  }

  public boolean running() {
    return alive && !paused;
  }

  /** Microseconds since the process started, by its own clock. */
  public long monotonic() {
    return (long) ((scheduler.now() - monotonicStart) * rate);
  }

  /** Nanoseconds, as {@link System#nanoTime}. */
  public long nanos() {
    return monotonic() * 1_000;
  }

  /** What a clock that is right shows then. */
  public static Instant instant(long micros) {
    return Instant.ofEpochMilli((START + micros) / 1_000);
  }

  /** What its wall clock shows. */
  public Instant wall() {
    return Instant.ofEpochMilli((START + wallOffset + scheduler.now()) / 1_000);
  }

  /** Somebody sets its wall clock. */
  public void jump(long micros) {
    wallOffset += micros;
  }

  public void die() {
    if (paused) {
      pauses.add(new long[] {pausedSince, scheduler.now()});
    }
    paused = false;
    alive = false;
    held.clear();
  }

  public void pause() {
    if (running()) {
      paused = true;
      pausedSince = scheduler.now();
    }
  }

  /** Goes on: everything that came meanwhile happens at once. */
  public void resume() {
    if (paused) {
      paused = false;
      pauses.add(new long[] {pausedSince, scheduler.now()});
      List<Runnable> late = List.copyOf(held);
      held.clear();
      late.forEach(action -> scheduler.after(0, this, action));
    }
  }

  void hold(Runnable action) {
    held.add(action);
  }

  /** Whether it was paused at some time between these. */
  public boolean pausedBetween(long from, long to) {
    return (paused && pausedSince <= to)
        || pauses.stream().anyMatch(pause -> pause[0] <= to && pause[1] >= from);
  }
}
