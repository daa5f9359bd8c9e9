package io.carillon.server.stream;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes the thread that writes a stream. Rung any number of times, it wakes once. */
public final class Bell {

  /** Why a wait ended. */
  public enum Heard {
    RUNG,
    /** Nothing happened for the time given. */
    NOTHING,
    /** The server stops: the stream is to end. */
    STOP
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean rung;
  private boolean stopped;

  /** Never blocks for long; safe from any thread. */
  public void ring() {
    lock.lock();
    try {
      rung = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void stop() {
    lock.lock();
    try {
      stopped = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next ring since the last call, which may have been already. */
  public Heard await(Duration longest) {
    lock.lock();
    try {
      long left = longest.toNanos();
      while (!rung && !stopped && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (stopped) {
        return Heard.STOP;
      }
      Heard heard = rung ? Heard.RUNG : Heard.NOTHING;
      rung = false;
      return heard;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Heard.STOP;
    } finally {
      lock.unlock();
    }
  }
}
