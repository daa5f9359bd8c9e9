package io.carillon.simulation;

import io.carillon.simulation.check.Checks;
import io.carillon.simulation.check.Ledger;
import io.carillon.simulation.check.Watch;
import io.carillon.simulation.clockwork.Dice;
import io.carillon.simulation.clockwork.History;
import io.carillon.simulation.clockwork.Logs;
import io.carillon.simulation.clockwork.Scheduler;
import io.carillon.simulation.cluster.World;
import io.carillon.simulation.workload.Chaos;
import io.carillon.simulation.workload.Clients;
import io.carillon.simulation.workload.Workflows;
import io.carillon.simulation.workload.Workload;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster, its users, and what befalls them, all drawn from one seed: the same seed, the same
 * history, to the last event.
 *
 * <pre>{@code
 * Simulation.Outcome outcome = new Simulation(42).run();
 * outcome.violation();   // null, or the promise that was broken
 * }</pre>
 *
 * <p>A history has two halves. In the first, clients ask, and whatever can fail does. Then it is
 * calm: what is down comes back, what was cut is healed, and within {@link #SETTLING} everything
 * must have ended. In the end everything that happened is looked at once more.
 */
public final class Simulation {

  private static final int NOTES = Integer.getInteger("simulation.notes", 400);

  /** By then everything has ended once nothing fails any more, in microseconds. */
  private static final long SETTLING = 90 * Dice.SECOND;

  /** So long after it is calm, what still runs is cancelled: some tasks never end by themselves. */
  private static final long GIVING_UP = 20 * Dice.SECOND;

  /** A look at whether everything has ended. */
  private static final long LOOK = 200 * Dice.MILLI;

  /**
   * What became of a world.
   *
   * @param violation the first promise that was broken; {@code null}: none was
   * @param events how many there were
   * @param trace the same for the same history
   * @param seconds of virtual time
   * @param counts how often what happened
   * @param lastEvents in words; none of a world without a violation
   */
  public record Outcome(
      long seed,
      @Nullable String violation,
      long events,
      long trace,
      double seconds,
      Map<String, Long> counts,
      List<String> lastEvents) {

    public Outcome {
      counts = Map.copyOf(counts);
      lastEvents = List.copyOf(lastEvents);
    }
  }

  private final long seed;
  private final Dice dice;
  private final Scheduler scheduler = new Scheduler();
  private final History history = new History(scheduler, NOTES);

  /** The world of that seed. */
  public Simulation(long seed) {
    this.seed = seed;
    this.dice = new Dice(seed);
  }

  /** Lets it live to its end. */
  public Outcome run() {
    Logs.to(history);
    try {
      live();
    } catch (Scheduler.Crashed e) {
      history.note("The world ends");
    } catch (RuntimeException e) {
      history.violated("The world broke: %s", Logs.text(e));
    } finally {
      Logs.to(null);
    }
    return new Outcome(
        seed,
        history.violation(),
        scheduler.happened(),
        scheduler.trace(),
        scheduler.now() / 1e6,
        history.counts(),
        history.violation() == null ? List.of() : history.notes());
  }

  private void live() {
    World world = new World(dice, scheduler, history);
    Workflows workflows = new Workflows(dice);
    Ledger ledger = new Ledger(world, workflows);
    world.start(ledger);
    Clients clients = new Clients(world, workflows);
    Chaos chaos = new Chaos(world);
    Checks checks = new Checks(world, ledger, workflows, clients);
    // Mostly short; long enough now and then for what takes many leases.
    long faultsEnd = (dice.chance(0.15) ? 10 + dice.below(20) : 4 + dice.below(7)) * Dice.SECOND;
    new Workload(world, clients, faultsEnd).begin();
    chaos.begin(faultsEnd);
    new Watch(world, faultsEnd).begin();
    scheduler.runUntil(faultsEnd);
    history.note("It is calm from now on");
    world.faults().calm();
    chaos.calm();
    scheduler.after(GIVING_UP, null, clients::cancelAll);
    settle(checks);
    clients.probe();
    settle(checks);
    if (!scheduler.stopped()) {
      checks.atTheEnd();
    }
  }

  private void settle(Checks checks) {
    long end = scheduler.now() + SETTLING;
    String left = checks.unsettled();
    while (left != null && !scheduler.stopped()) {
      if (scheduler.now() >= end) {
        history.violated("Not all has ended within %d s of calm: %s", SETTLING / Dice.SECOND, left);
        return;
      }
      scheduler.runUntil(scheduler.now() + LOOK);
      left = checks.unsettled();
    }
  }
}
