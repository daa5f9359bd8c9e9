package io.carillon.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A cluster, its users, and what befalls them, all drawn from one seed: the same seed, the same
 * history, to the last event.
 *
 * <pre>{@code
 * World.Outcome outcome = new World(42).run();
 * outcome.violation();   // null, or the promise that was broken
 * }</pre>
 */
public final class World {

  static final Duration WORKER_LEASE = Duration.ofSeconds(2);

  private static final int PARTITIONS = 4;
  private static final int NOTES = Integer.getInteger("simulation.notes", 400);

  /** By then everything has ended once nothing fails any more. */
  private static final long SETTLING = 90 * Dice.SECOND;

  /** A look at whether everything has ended. */
  private static final long LOOK = 200 * Dice.MILLI;

  /**
   * What became of a world.
   *
   * @param violation the first promise that was broken; {@code null}: none was
   * @param events how many there were
   * @param trace the same for the same history
   * @param seconds of virtual time
   * @param runs that were accepted
   * @param lastEvents in words; none of a world without a violation
   */
  public record Outcome(
      long seed,
      @Nullable String violation,
      long events,
      long trace,
      double seconds,
      int runs,
      List<String> lastEvents) {}

  private final long seed;
  private final Dice dice;
  private final Scheduler scheduler = new Scheduler();
  private final History history = new History(scheduler, NOTES);
  private final Network network = new Network(scheduler);
  private final Tables tables = new Tables(PARTITIONS);
  private final Ledger ledger = new Ledger(this);
  private final Registry registry = new Registry(this);
  private final Faults faults;
  private final Workflows workflows;
  private final Clients clients = new Clients(this);
  private final Chaos chaos;
  private final Map<String, @Nullable SimServer> servers = new TreeMap<>();
  private final Map<String, @Nullable SimWorker> workers = new TreeMap<>();
  private final Map<SimWorker, List<Stream>> streams = new HashMap<>();
  private final List<String> serverPlaces = new ArrayList<>();

  /** Draws the world of that seed. */
  public World(long seed) {
    this.seed = seed;
    this.dice = new Dice(seed);
    this.faults = new Faults(dice);
    this.workflows = new Workflows(dice);
    this.chaos = new Chaos(this);
  }

  /** Lets it live to its end. */
  public Outcome run() {
    Logs.to(history);
    try {
      live();
    } catch (Scheduler.Crashed e) {
      history.note("The world ends");
    } finally {
      Logs.to(null);
    }
    return new Outcome(
        seed,
        history.violation(),
        scheduler.happened(),
        scheduler.trace(),
        scheduler.now() / 1e6,
        tables.allRuns().size(),
        history.violation() == null ? List.of() : history.notes());
  }

  private void live() {
    int serverCount = few();
    for (int i = 0; i < serverCount; i++) {
      serverPlaces.add("s" + i + ":1");
      servers.put("s" + i, null);
    }
    int workerCount = few();
    for (int i = 0; i < workerCount; i++) {
      workers.put("w" + i, null);
    }
    servers.keySet().forEach(name -> scheduler.after(dice.spread(1, Dice.SECOND), null, () -> startServer(name)));
    workers.keySet().forEach(name -> scheduler.after(dice.spread(1, Dice.SECOND), null, () -> startWorker(name)));
    // Mostly short; long enough now and then for what takes many leases.
    long faultsEnd = (dice.chance(0.15) ? 10 + dice.below(20) : 4 + dice.below(7)) * Dice.SECOND;
    new Workload(this, faultsEnd).begin();
    chaos.begin(faultsEnd);
    scheduler.runUntil(faultsEnd);
    history.note("It is calm from now on");
    faults.calm();
    chaos.calm();
    settle();
    clients.probe();
    settle();
    if (!scheduler.stopped()) {
      new Checks(this).atTheEnd();
    }
  }

  private int few() {
    return 2 + (dice.chance(0.4) ? 1 : 0) + (dice.chance(0.2) ? 1 : 0);
  }

  private void settle() {
    Checks checks = new Checks(this);
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

  // ---- who is there ----

  Machine machine(String name) {
    double drift = dice.chance(0.5) ? 0 : (dice.fraction() - 0.5) * 0.02;
    long ahead = dice.chance(0.5) ? 0 : dice.between(-Dice.SECOND, Dice.SECOND) / 2;
    return new Machine(scheduler, name, 1 + drift, ahead);
  }

  void startServer(String name) {
    if (servers.get(name) == null) {
      SimServer server = new SimServer(this, name);
      history.note("%s starts", server.machine().name());
      servers.put(name, server);
    }
  }

  void startWorker(String name) {
    if (workers.get(name) == null) {
      SimWorker worker = new SimWorker(this, name, 1 + dice.below(4), serverPlaces);
      history.note("%s starts", worker.machine().name());
      workers.put(name, worker);
    }
  }

  /** The name has no process any more. */
  void gone(String name) {
    if (servers.containsKey(name)) {
      servers.put(name, null);
    } else {
      workers.put(name, null);
    }
  }

  @Nullable SimServer server(String name) {
    return servers.get(name);
  }

  @Nullable SimWorker worker(String name) {
    return workers.get(name);
  }

  List<String> serverNames() {
    return List.copyOf(servers.keySet());
  }

  List<String> workerNames() {
    return List.copyOf(workers.keySet());
  }

  /** Where servers are. */
  List<String> servers() {
    return serverPlaces;
  }

  /** Who listens there now. */
  @Nullable SimServer serverAt(String place) {
    SimServer server = servers.get(place.substring(0, place.indexOf(':')));
    return server != null && server.machine().alive() ? server : null;
  }

  void opened(Stream stream) {
    streams.computeIfAbsent(stream.worker(), worker -> new ArrayList<>()).add(stream);
  }

  /** Every stream that the worker ever had. */
  List<Stream> streamsOf(SimWorker worker) {
    return streams.getOrDefault(worker, List.of());
  }

  // ---- what there is ----

  Scheduler scheduler() {
    return scheduler;
  }

  Dice dice() {
    return dice;
  }

  History history() {
    return history;
  }

  Network network() {
    return network;
  }

  Faults faults() {
    return faults;
  }

  Tables tables() {
    return tables;
  }

  Ledger ledger() {
    return ledger;
  }

  Registry registry() {
    return registry;
  }

  Workflows workflows() {
    return workflows;
  }

  Clients clients() {
    return clients;
  }
}
