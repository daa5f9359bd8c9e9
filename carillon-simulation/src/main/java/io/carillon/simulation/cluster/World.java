package io.carillon.simulation.cluster;

import io.carillon.simulation.clockwork.Dice;
import io.carillon.simulation.clockwork.History;
import io.carillon.simulation.clockwork.Machine;
import io.carillon.simulation.clockwork.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The machines, the network, the database and the registry, and the servers and workers that live
 * there, each of them by its name for as long as the world lasts, in one life after another.
 */
public final class World {

  /** As in production. */
  public static final Duration WORKER_LEASE = Duration.ofSeconds(2);

  private static final int PARTITIONS = 4;

  private final Dice dice;
  private final Scheduler scheduler;
  private final History history;
  private final Network network;
  private final Tables tables = new Tables(PARTITIONS);
  private final Registry registry = new Registry(this);
  private final Faults faults;
  private final boolean clocksTrue;
  private @Nullable Witness witness;
  private final Map<String, @Nullable SimServer> servers = new TreeMap<>();
  private final Map<String, @Nullable SimWorker> workers = new TreeMap<>();
  private final Map<SimWorker, List<Stream>> streams = new HashMap<>();
  private final List<String> serverPlaces = new ArrayList<>();

  /** Draws how many servers and workers there are and what their world is like. */
  public World(Dice dice, Scheduler scheduler, History history) {
    this.dice = dice;
    this.scheduler = scheduler;
    this.history = history;
    this.clocksTrue = dice.chance(0.5);
    this.network = new Network(scheduler);
    this.faults = new Faults(dice, history);
    int serverCount = few();
    for (int i = 0; i < serverCount; i++) {
      serverPlaces.add("s" + i + ":1");
      servers.put("s" + i, null);
    }
    int workerCount = few();
    for (int i = 0; i < workerCount; i++) {
      workers.put("w" + i, null);
    }
  }

  /** Servers and workers start, all within a second. */
  public void start(Witness observer) {
    witness = observer;
    serverNames().forEach(name -> soon(() -> startServer(name)));
    workerNames().forEach(name -> soon(() -> startWorker(name)));
  }

  private int few() {
    return 2 + (dice.chance(0.4) ? 1 : 0) + (dice.chance(0.2) ? 1 : 0);
  }

  private void soon(Runnable action) {
    scheduler.after(dice.spread(1, Dice.SECOND), null, action);
  }

  // ---- who is there ----

  Machine machine(String name) {
    double drift = clocksTrue || dice.chance(0.5) ? 0 : (dice.fraction() - 0.5) * 0.02;
    long ahead = clocksTrue || dice.chance(0.5) ? 0 : dice.between(-Dice.SECOND, Dice.SECOND) / 2;
    return new Machine(scheduler, name, 1 + drift, ahead);
  }

  public void startServer(String name) {
    if (servers.containsKey(name) && servers.get(name) == null) {
      SimServer server = new SimServer(this, name);
      history.note("%s starts", server.machine().name());
      servers.put(name, server);
    }
  }

  public void startWorker(String name) {
    if (workers.get(name) == null) {
      SimWorker worker = new SimWorker(this, name, 1 + dice.below(4), serverPlaces);
      history.note("%s starts", worker.machine().name());
      workers.put(name, worker);
    }
  }

  /** The server will not come back. */
  public void goneForGood(String name) {
    history.note("%s will not come back", name);
    servers.remove(name);
  }

  /** The name has no process any more. */
  public void gone(String name) {
    if (servers.containsKey(name)) {
      servers.put(name, null);
    } else if (workers.containsKey(name)) {
      workers.put(name, null);
    }
  }

  public @Nullable SimServer server(String name) {
    return servers.get(name);
  }

  public @Nullable SimWorker worker(String name) {
    return workers.get(name);
  }

  public List<String> serverNames() {
    return List.copyOf(servers.keySet());
  }

  public List<String> workerNames() {
    return List.copyOf(workers.keySet());
  }

  /** Where servers are. */
  public List<String> servers() {
    return serverPlaces;
  }

  /** Who listens there now. */
  public @Nullable SimServer serverAt(String place) {
    SimServer server = servers.get(place.substring(0, place.indexOf(':')));
    return server != null && server.machine().alive() ? server : null;
  }

  void opened(Stream stream) {
    streams.computeIfAbsent(stream.worker(), worker -> new ArrayList<>()).add(stream);
  }

  /** Every stream that the worker ever had. */
  public List<Stream> streamsOf(SimWorker worker) {
    return streams.getOrDefault(worker, List.of());
  }

  // ---- what there is ----

  /** No clock here is ever wrong. */
  public boolean clocksTrue() {
    return clocksTrue;
  }

  public Scheduler scheduler() {
    return scheduler;
  }

  public Dice dice() {
    return dice;
  }

  public History history() {
    return history;
  }

  public Network network() {
    return network;
  }

  public Faults faults() {
    return faults;
  }

  public Tables tables() {
    return tables;
  }

  /** Who sees what is done. */
  public Witness witness() {
    return Objects.requireNonNull(witness);
  }

  Registry registry() {
    return registry;
  }
}
