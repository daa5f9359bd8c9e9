package io.carillon.simulation;

import io.carillon.protocol.AttemptId;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt may still run while the next one of its task run begins elsewhere. The contract:
 * its worker's lease had run out, that is, the partition's owner heard nothing of it for the
 * lease. One that stops when isolated has that excuse only when its worker was paused.
 */
final class Excuse {

  /** Clocks are not alike. */
  private static final double TOLERANCE = 0.95;

  private final World world;
  private final Execution running;

  Excuse(World world, Execution running) {
    this.world = world;
    this.running = running;
  }

  /** {@code null}: there is none. */
  @Nullable String forRunningOn() {
    Machine machine = running.worker().machine();
    Ledger.Given mine = world.ledger().given(running.id());
    long since = mine == null ? running.startedAt() : mine.at();
    if (machine.pausedBetween(since, world.scheduler().now())) {
      return "its worker was paused";
    }
    if (running.stopsWhenIsolated()) {
      return null;
    }
    AttemptId next = running.id().toBuilder().setAttempt(running.id().getAttempt() + 1).build();
    Ledger.Given given = world.ledger().given(next);
    if (given == null) {
      return null;
    }
    long silence = longestSilence(given);
    return silence >= World.WORKER_LEASE.toNanos() / 1_000 * TOLERANCE
        ? "its worker was silent for %d µs".formatted(silence)
        : null;
  }

  /** Of the worker, for the owner who gave the task run to another, before it did. */
  private long longestSilence(Ledger.Given given) {
    Ledger.Claim claim = world.ledger().claim(given.partition(), given.epoch());
    Ledger.Given mine = world.ledger().given(running.id());
    long from = Math.max(claim == null ? 0 : claim.at(), mine == null ? 0 : mine.at());
    TreeSet<Long> contacts = new TreeSet<>(List.of(from, given.at()));
    for (Stream stream : world.streamsOf(running.worker())) {
      Long answered = stream.answered(given.partition(), given.epoch());
      if (answered != null) {
        contacts.addAll(stream.heard().stream().filter(at -> at >= answered).toList());
      }
    }
    long longest = 0;
    Long before = null;
    for (long at : contacts.subSet(from, true, given.at(), true)) {
      longest = before == null ? 0 : Math.max(longest, at - before);
      before = at;
    }
    return longest;
  }
}
