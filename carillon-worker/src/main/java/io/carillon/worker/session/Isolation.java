package io.carillon.worker.session;

import io.carillon.protocol.AttemptId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sees to it that an attempt marked {@code stop_when_isolated} does not run here while its owner
 * gives it to another worker. The owner does so when it has heard nothing for the isolation time;
 * what it has surely heard is what it echoes. So an attempt is told to stop after half of that
 * time, and killed after three quarters: the last quarter is for the killing.
 */
final class Isolation {

  /** One attempt, until nothing of it runs. */
  private static final class Guarded {
    final AttemptId id;
    final Partition partition;
    final long heardAtStart;
    final long isolationAtStart;
    boolean stopped;
    boolean killed;

    Guarded(AttemptId id, Partition partition, ServerStream from) {
      this.id = id;
      this.partition = partition;
      this.heardAtStart = from.heard();
      this.isolationAtStart = from.isolationMillis();
    }

    long dueAt() {
      long said = partition.isolationMillis();
      long isolation = said == Long.MAX_VALUE ? isolationAtStart : said;
      if (killed || isolation == Long.MAX_VALUE) {
        return Long.MAX_VALUE;
      }
      long heard = Math.max(heardAtStart, partition.heardAt());
      return heard + (stopped ? isolation * 3 / 4 : isolation / 2);
    }
  }

  private final Map<AttemptId, Guarded> guarded = new LinkedHashMap<>();
  // Nothing is due before, as what was heard only grows.
  private long checkAt = Long.MAX_VALUE;

  void guard(AttemptId id, Partition partition, ServerStream from) {
    Guarded attempt = new Guarded(id, partition, from);
    guarded.put(id, attempt);
    checkAt = Math.min(checkAt, attempt.dueAt());
  }

  void freed(AttemptId id) {
    guarded.remove(id);
  }

  /** Another server's isolation time may count now. */
  void ownerChanged() {
    checkAt = guarded.isEmpty() ? Long.MAX_VALUE : 0;
  }

  void check(long now, List<Order> orders) {
    if (now < checkAt) {
      return;
    }
    checkAt = Long.MAX_VALUE;
    for (Guarded attempt : guarded.values()) {
      if (!attempt.stopped && attempt.dueAt() <= now) {
        attempt.stopped = true;
        orders.add(new Order.Stop(attempt.id, Order.Why.ISOLATED));
      }
      if (attempt.stopped && attempt.dueAt() <= now) {
        attempt.killed = true;
        orders.add(new Order.Stop(attempt.id, Order.Why.ISOLATED_TOO_LONG));
      }
      checkAt = Math.min(checkAt, attempt.dueAt());
    }
  }

  long dueAt() {
    return checkAt;
  }
}
