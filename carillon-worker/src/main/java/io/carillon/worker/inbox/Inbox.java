package io.carillon.worker.inbox;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be run by a loop. Many threads add, the loop's thread alone takes and runs, so that
 * what the loop owns needs no lock. It has no limit of its own: what is added answers to attempts
 * that were granted, so that credits bound it.
 */
public final class Inbox {

  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Thread waiting;

  /** Adds, and wakes the loop if it waits. */
  public void add(Runnable action) {
    queue.add(action);
    Thread loop = waiting;
    if (loop != null) {
      LockSupport.unpark(loop);
    }
  }

  /** Adds what has time until the loop wakes for another reason. */
  public void addQuietly(Runnable action) {
    queue.add(action);
  }

  /** Runs what is there, in order. */
  public void run() {
    for (Runnable action = queue.poll(); action != null; action = queue.poll()) {
      action.run();
    }
  }

  /** Waits until something is added, at most for {@code millis}. May return early. */
  public void await(long millis) {
    waiting = Thread.currentThread();
    if (queue.isEmpty() && millis > 0) {
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(Math.min(millis, 60_000)));
    }
    waiting = null;
  }
}
