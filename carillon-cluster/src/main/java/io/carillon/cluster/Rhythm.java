package io.carillon.cluster;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does the same work again and again. A platform thread: a heartbeat must not wait
 * until busy virtual threads make room.
 */
final class Rhythm {

  private static final Logger log = LoggerFactory.getLogger(Rhythm.class);

  private final Duration restAfterFailure;
  private final Supplier<Duration> work;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition awakened = lock.newCondition();
  private final Thread thread;
  private boolean awake;
  private boolean ended;

  /**
   * @param work says how long to rest after it, unless woken before
   */
  Rhythm(String name, Duration restAfterFailure, Supplier<Duration> work) {
    this.restAfterFailure = restAfterFailure;
    this.work = work;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Work is to be done soon. */
  void wake() {
    lock.lock();
    try {
      awake = true;
      awakened.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Does no more work; interrupts what is under way. */
  void end() {
    lock.lock();
    try {
      ended = true;
      awakened.signal();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }

  /** Waits until the thread has ended, and says whether it has. */
  boolean awaitEnd(Duration patience) {
    try {
      return Thread.currentThread().equals(thread) || thread.join(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (IllegalThreadStateException e) {
      // It was never started.
      return true;
    }
  }

  private void run() {
    Duration rest = Duration.ZERO;
    while (restFor(rest)) {
      rest = once();
    }
  }

  private Duration once() {
    try {
      return work.get();
    } catch (RuntimeException | LinkageError e) {
      log.error("Expected no failure in {}, going on", thread.getName(), e);
      return restAfterFailure;
    }
  }

  /** Returns whether to go on. */
  private boolean restFor(Duration rest) {
    lock.lock();
    try {
      long left = rest.toNanos();
      while (!ended && !awake && left > 0) {
        left = awakened.awaitNanos(left);
      }
      awake = false;
      return !ended;
    } catch (InterruptedException e) {
      // Only end() interrupts.
      return !ended;
    } finally {
      lock.unlock();
    }
  }
}
