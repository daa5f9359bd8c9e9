package io.carillon.engine.partition;

import io.carillon.kernel.partition.Input;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for a partition host: commands up to a limit, and what workers say, which their
 * credits limit. Signals overtake both.
 */
final class Inbox {

  /** What the committer, or whoever wants the host to end, has to say. */
  enum Signal {
    COMMITTED,
    AWAY,
    FENCED,
    REFUSED,
    /** Commit what was taken in, release the partition, end. */
    HAND_OVER,
    /** End at once. */
    ABANDON
  }

  private final int limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Object> inputs = new ArrayDeque<>();
  private final Deque<Signal> signals = new ArrayDeque<>();
  private int requests;
  private boolean closed;

  Inbox(int limit) {
    this.limit = limit;
  }

  /** Whether a request was taken in. */
  enum Offer {
    TAKEN,
    /** As many commands wait as may. */
    FULL,
    /** No more are taken. */
    CLOSED
  }

  Offer offer(PartitionHost.Request request) {
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      if (requests >= limit) {
        return Offer.FULL;
      }
      requests++;
      inputs.add(request);
      return Offer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  void add(Input input) {
    lock.lock();
    try {
      inputs.add(input);
    } finally {
      lock.unlock();
    }
  }

  void addSignal(Signal signal) {
    lock.lock();
    try {
      signals.add(signal);
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more requests. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  List<Signal> signals() {
    lock.lock();
    try {
      List<Signal> all = List.copyOf(signals);
      signals.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Removes the first inputs, at most {@code most}. */
  List<Object> take(int most) {
    lock.lock();
    try {
      int count = Math.min(most, inputs.size());
      List<Object> taken = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        Object input = inputs.remove();
        if (input instanceof PartitionHost.Request) {
          requests--;
        }
        taken.add(input);
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return inputs.size();
    } finally {
      lock.unlock();
    }
  }
}
