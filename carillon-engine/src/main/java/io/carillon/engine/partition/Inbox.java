package io.carillon.engine.partition;

import io.carillon.kernel.partition.Input;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for a partition host: commands up to a limit, and what workers say, which their
 * credits limit. Signals overtake both.
 */
final class Inbox {

  /** What the committer, or whoever closes the host, has to say. */
  enum Signal {
    COMMITTED,
    AWAY,
    FENCED,
    REFUSED,
    GIVEN_UP,
    CLOSE
  }

  private static final Duration LONGEST_REST = Duration.ofMinutes(1);

  private final int limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<Object> inputs = new ArrayDeque<>();
  private final Deque<Signal> signals = new ArrayDeque<>();
  private int requests;
  private boolean woken;

  Inbox(int limit) {
    this.limit = limit;
  }

  /** False: as many commands wait as may. */
  boolean offer(PartitionHost.Request request) {
    lock.lock();
    try {
      if (requests >= limit) {
        return false;
      }
      requests++;
      inputs.add(request);
      arrived.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  void add(Input input) {
    lock.lock();
    try {
      inputs.add(input);
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  void addSignal(Signal signal) {
    lock.lock();
    try {
      signals.add(signal);
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  void wake() {
    lock.lock();
    try {
      woken = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Moves signals and at most {@code most} inputs into {@code into}; rests while there are none.
   */
  void drain(List<Object> into, int most, Instant until, InstantSource clock) {
    lock.lock();
    try {
      while ((inputs.isEmpty() || most == 0) && signals.isEmpty() && !woken) {
        Duration rest = rest(clock.instant(), until);
        if (!rest.isPositive()) {
          break;
        }
        long ignored = arrived.awaitNanos(rest.toNanos());
      }
      woken = false;
      into.addAll(signals);
      signals.clear();
      for (int i = 0; i < most && !inputs.isEmpty(); i++) {
        Object input = inputs.remove();
        if (input instanceof PartitionHost.Request) {
          requests--;
        }
        into.add(input);
      }
    } catch (InterruptedException e) {
      into.add(Signal.CLOSE);
    } finally {
      lock.unlock();
    }
  }

  private static Duration rest(Instant now, Instant until) {
    if (until.isAfter(now.plus(LONGEST_REST))) {
      return LONGEST_REST;
    }
    return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
  }

  /** Waits for a signal, leaving the inputs alone. */
  Signal awaitSignal() {
    lock.lock();
    try {
      while (signals.isEmpty()) {
        arrived.awaitUninterruptibly();
      }
      return signals.remove();
    } finally {
      lock.unlock();
    }
  }

  void pause(Duration pause) {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (left > 0 && !signals.contains(Signal.CLOSE)) {
        left = arrived.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  void rejectAll(RuntimeException cause) {
    lock.lock();
    try {
      for (Object input : inputs) {
        if (input instanceof PartitionHost.Request request) {
          request.answer().completeExceptionally(cause);
        }
      }
      inputs.clear();
      requests = 0;
    } finally {
      lock.unlock();
    }
  }
}
