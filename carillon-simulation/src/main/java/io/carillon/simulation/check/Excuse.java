package io.carillon.simulation.check;

import io.carillon.simulation.clockwork.Dice;
import io.carillon.simulation.clockwork.Machine;
import io.carillon.simulation.cluster.Execution;
import io.carillon.simulation.cluster.Stream;
import io.carillon.simulation.cluster.World;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt may still run while the next one of its task run begins elsewhere. The contract:
 * its worker's lease had run out, that is, the partition's owner heard nothing of it for the lease.
 * One that stops when isolated has that excuse only when its worker was paused.
 */
final class Excuse {

  /** Clocks are not alike. */
  private static final double TOLERANCE = 0.95;

  /** When a worker that is not heard must have stopped what stops when isolated. */
  private static final long ISOLATION = 4 * World.WORKER_LEASE.toMillis() * Dice.MILLI;

  private final World world;
  private final Ledger ledger;
  private final Execution running;

  Excuse(World world, Ledger ledger, Execution running) {
    this.world = world;
    this.ledger = ledger;
    this.running = running;
  }

  /** {@code null}: there is none. */
  @Nullable String forRunningOn() {
    Machine machine = running.worker().machine();
    if (running.stopsWhenIsolated()) {
      long now = world.scheduler().now();
      return machine.pausedBetween(now - ISOLATION, now) ? "its worker was paused" : null;
    }
    Ledger.Given ended = ledger.ended(running.id());
    if (ended == null) {
      return null;
    }
    long silence = longestSilence(ended);
    return silence >= (double) (World.WORKER_LEASE.toMillis() * Dice.MILLI) * TOLERANCE
        ? "its worker was silent for %d µs".formatted(silence)
        : null;
  }

  /** Of the worker, for the owner who took it for lost, before it did. */
  private long longestSilence(Ledger.Given ended) {
    Ledger.Claim claim = ledger.claim(ended.partition(), ended.epoch());
    Ledger.Given given = ledger.given(running.id());
    long ownerSince = claim == null ? 0 : ledger.loadedAt(ended.partition(), claim.by());
    TreeSet<Long> asOwner = new TreeSet<>();
    asOwner.add(Math.max(ownerSince, given == null ? 0 : given.at()));
    TreeSet<Long> heard = new TreeSet<>();
    for (Stream stream : world.streamsOf(running.worker())) {
      // An owner knows whom it hears once that has said what it holds.
      Long answered = stream.answered(ended.partition(), ended.epoch());
      if (answered != null) {
        asOwner.addAll(stream.heard().tailSet(answered));
      }
      if (claim != null && stream.isTo(claim.by())) {
        heard.addAll(stream.heard());
      }
    }
    return Math.max(longestGap(asOwner, ended.at()), lastGap(heard, ended.at()));
  }

  private static long longestGap(NavigableSet<Long> contacts, long end) {
    long longest = 0;
    long before = contacts.first();
    for (long at : contacts.headSet(end)) {
      longest = Math.max(longest, at - before);
      before = at;
    }
    return Math.max(longest, end - before);
  }

  /** The server may have been long without a word when it became the owner. */
  private long lastGap(NavigableSet<Long> contacts, long end) {
    Ledger.Given given = ledger.given(running.id());
    Long before = contacts.floor(given == null ? end : given.at());
    NavigableSet<Long> since = before == null ? contacts : contacts.tailSet(before, true);
    return since.isEmpty() ? 0 : longestGap(since, end);
  }
}
