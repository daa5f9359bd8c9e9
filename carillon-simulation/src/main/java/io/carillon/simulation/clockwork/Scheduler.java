package io.carillon.simulation.clockwork;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The virtual time and what is to happen in it, in microseconds since the world began. A call that
 * blocks lets the rest of the world go on until it returns ({@link #pass}): the events in between
 * run inside of it.
 */
public final class Scheduler {

  /** Calls that block inside each other; beyond it a call takes no time. */
  private static final int DEEPEST = 6;

  /** Something that happens. Of two at the same time, the one that was scheduled first. */
  private record Event(long at, long number, @Nullable Machine on, Runnable action)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int order = Long.compare(at, other.at);
      return order != 0 ? order : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long number;
  private int depth;
  private long happened;
  private long trace;
  private boolean stopped;

  public long now() {
    return now;
  }

  /** How many events there were. */
  public long happened() {
    return happened;
  }

  /** The same for the same history. */
  public long trace() {
    return trace;
  }

  /** Nothing happens any more. */
  void stop() {
    stopped = true;
  }

  public boolean stopped() {
    return stopped;
  }

  /**
   * @param on where it happens: not while the machine's process is paused, and not at all once that
   *     is dead; {@code null}: nowhere in particular
   */
  public void after(long micros, @Nullable Machine on, Runnable action) {
    events.add(new Event(now + Math.max(0, micros), number++, on, action));
  }

  /** Lets everything happen that is due by then. */
  public void runUntil(long end) {
    while (!stopped) {
      Event next = events.peek();
      if (next == null || next.at > end) {
        now = Math.max(now, end);
        return;
      }
      events.remove();
      now = Math.max(now, next.at);
      happen(next);
    }
  }

  private void happen(Event event) {
    Machine on = event.on;
    if (on != null && !on.alive()) {
      return;
    }
    if (on != null && on.paused()) {
      on.hold(event.action);
      return;
    }
    happened++;
    trace = (trace * 31 + event.number) * 31 + now;
    try {
      event.action.run();
    } catch (Crashed e) {
      // Whoever called it is dead; the world goes on.
    }
  }

  /**
   * Blocks a process for a while.
   *
   * @throws Crashed if it did not live to see the end
   */
  public void pass(Machine blocked, long micros) {
    if (depth >= DEEPEST || micros <= 0) {
      return;
    }
    depth++;
    try {
      runUntil(now + micros);
    } finally {
      depth--;
    }
    if (!blocked.alive() || stopped) {
      throw new Crashed();
    }
  }

  /** Ends what a process was at when it died. */
  public static final class Crashed extends Error {
    private static final long serialVersionUID = 1;

    Crashed() {
      super("crashed", null, false, false);
    }
  }
}
