package io.carillon.simulation.workload;

import io.carillon.simulation.clockwork.Dice;
import io.carillon.simulation.clockwork.Machine;
import io.carillon.simulation.cluster.Network;
import io.carillon.simulation.cluster.SimServer;
import io.carillon.simulation.cluster.SimWorker;
import io.carillon.simulation.cluster.Stream;
import io.carillon.simulation.cluster.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kills, pauses, cuts off and brings back, at chance times, until it is calm. */
public final class Chaos {

  /** Something that may befall the world. */
  private record Mischief(double weight, Runnable action) {}

  private final World world;
  private final List<Mischief> kinds = new ArrayList<>();
  private final List<SimServer> zombies = new ArrayList<>();
  private final List<String[]> cuts = new ArrayList<>();
  private final double total;
  private final long pace;
  private long end;

  public Chaos(World world) {
    this.world = world;
    Dice dice = world.dice();
    kind(3, this::crashServer);
    kind(2, this::closeServer);
    kind(3, this::pauseServer);
    kind(1, this::replaceServer);
    kind(3, this::crashWorker);
    kind(2, this::drainWorker);
    kind(3, this::pauseWorker);
    kind(4, this::cut);
    kind(2, this::cutOff);
    kind(3, this::breakStream);
    kind(1, this::databaseDown);
    kind(1, this::databaseSlow);
    kind(1, this::registryDown);
    kind(1, this::setClock);
    this.total = kinds.stream().mapToDouble(Mischief::weight).sum();
    this.pace = dice.chance(0.05) ? 0 : dice.spread(150 * Dice.MILLI, 4 * Dice.SECOND);
  }

  private void kind(double weight, Runnable action) {
    Dice dice = world.dice();
    kinds.add(new Mischief(dice.chance(0.3) ? 0 : weight * dice.fraction(), action));
  }

  public void begin(long until) {
    end = until;
    next();
  }

  private void next() {
    if (pace > 0 && total > 0) {
      later(
          world.dice().spread(pace / 10, pace * 2),
          () -> {
            strike();
            next();
          });
    }
  }

  /** Not any more once it is calm. */
  private void later(long micros, Runnable action) {
    if (world.scheduler().now() + micros < end) {
      world.scheduler().after(micros, null, action);
    }
  }

  private void strike() {
    double draw = world.dice().fraction() * total;
    for (Mischief kind : kinds) {
      draw -= kind.weight;
      if (draw < 0) {
        kind.action.run();
        return;
      }
    }
  }

  /** Short ones are as likely as long ones. */
  private long while_() {
    return world.dice().spread(50 * Dice.MILLI, 6 * Dice.SECOND);
  }

  // ---- processes ----

  private @Nullable SimServer anyServer() {
    SimServer server = world.server(world.dice().any(world.serverNames()));
    return server != null && server.machine().running() && !server.closing() ? server : null;
  }

  private @Nullable SimWorker anyWorker() {
    SimWorker worker = world.worker(world.dice().any(world.workerNames()));
    return worker != null && worker.machine().running() ? worker : null;
  }

  private void restartServer(String name) {
    later(
        while_(),
        () -> {
          SimServer server = world.server(name);
          if (server == null || !server.machine().alive()) {
            world.gone(name);
            world.startServer(name);
          }
        });
  }

  private void restartWorker(String name) {
    later(while_(), () -> bringWorker(name));
  }

  private void bringWorker(String name) {
    SimWorker worker = world.worker(name);
    if (worker == null || !worker.machine().alive()) {
      world.gone(name);
      world.startWorker(name);
    }
  }

  private void crashServer() {
    SimServer server = anyServer();
    if (server != null) {
      world.history().count("servers crashed");
      server.crash();
      restartServer(server.name());
    }
  }

  private void closeServer() {
    SimServer server = anyServer();
    if (server != null) {
      world.history().count("servers told to end");
      world.scheduler().after(0, server.machine(), server::close);
      restartServer(server.name());
    }
  }

  private void pauseServer() {
    SimServer server = anyServer();
    if (server != null) {
      world.history().count("servers paused");
      world.history().note("%s is paused", server.machine().name());
      server.machine().pause();
      later(while_(), () -> resume(server.machine()));
    }
  }

  private void resume(Machine machine) {
    world.history().note("%s goes on", machine.name());
    machine.resume();
  }

  /** The process is paused and taken for dead; another of the same name takes its place. */
  private void replaceServer() {
    SimServer server = anyServer();
    if (server != null) {
      world.history().count("servers paused and replaced");
      world.history().note("%s is paused, and replaced", server.machine().name());
      server.machine().pause();
      zombies.add(server);
      world.gone(server.name());
      restartServer(server.name());
      later(while_(), () -> resume(server.machine()));
    }
  }

  private void crashWorker() {
    SimWorker worker = anyWorker();
    if (worker != null) {
      world.history().count("workers crashed");
      worker.crash();
      restartWorker(worker.place());
    }
  }

  private void drainWorker() {
    SimWorker worker = anyWorker();
    if (worker != null) {
      world.history().count("workers told to end");
      world.scheduler().after(0, worker.machine(), worker::drain);
      later(8 * Dice.SECOND, () -> bringWorker(worker.place()));
    }
  }

  private void pauseWorker() {
    SimWorker worker = anyWorker();
    if (worker != null) {
      world.history().count("workers paused");
      world.history().note("%s is paused", worker.machine().name());
      worker.machine().pause();
      later(world.dice().spread(50 * Dice.MILLI, 15 * Dice.SECOND), () -> resume(worker.machine()));
    }
  }

  // ---- ways ----

  private void cut() {
    List<String> places = new ArrayList<>(world.servers());
    String from = world.dice().any(places);
    places.addAll(world.workerNames());
    places.addAll(List.of(Network.DATABASE, Network.REGISTRY, Network.CLIENTS));
    places.remove(from);
    // A worker rather than anything else: most that can go wrong is about them.
    String to = world.dice().any(world.dice().chance(0.5) ? world.workerNames() : places);
    switch (world.dice().below(3)) {
      case 0 -> cut(from, to);
      case 1 -> cut(to, from);
      default -> {
        cut(from, to);
        cut(to, from);
      }
    }
  }

  /** A machine from all others. */
  private void cutOff() {
    List<String> places = new ArrayList<>(world.servers());
    places.addAll(world.workerNames());
    String one = world.dice().any(places);
    places.addAll(List.of(Network.DATABASE, Network.REGISTRY, Network.CLIENTS));
    places.remove(one);
    long time = world.dice().spread(100 * Dice.MILLI, 15 * Dice.SECOND);
    world.history().count("machines cut off");
    for (String other : places) {
      cut(one, other, time);
      cut(other, one, time);
    }
  }

  private void cut(String from, String to) {
    cut(from, to, world.dice().spread(100 * Dice.MILLI, 12 * Dice.SECOND));
  }

  private void cut(String from, String to, long time) {
    world.history().count("ways cut");
    world.history().note("cut %s → %s", from, to);
    world.network().cut(from, to);
    String[] way = {from, to};
    cuts.add(way);
    later(time, () -> heal(way));
  }

  private void heal(String[] way) {
    world.history().note("healed %s → %s", way[0], way[1]);
    world.network().heal(way[0], way[1]);
  }

  private void breakStream() {
    SimWorker worker = anyWorker();
    if (worker != null && !worker.streams().isEmpty()) {
      Stream stream = world.dice().any(worker.streams());
      world.history().count("streams broken");
      world.history().note("a stream of %s breaks", worker.machine().name());
      stream.breaks();
    }
  }

  private void databaseDown() {
    world.servers().forEach(place -> cut(place, Network.DATABASE));
  }

  private void databaseSlow() {
    world.history().count("database slow");
    world.history().note("the database is slow");
    world.faults().storeSlow(true);
    later(while_(), () -> world.faults().storeSlow(false));
  }

  private void registryDown() {
    world.history().count("registry down");
    world.history().note("the registry is down");
    world.faults().registryDown(true);
    later(while_(), () -> world.faults().registryDown(false));
  }

  private void setClock() {
    SimServer server = anyServer();
    if (server != null && !world.clocksTrue()) {
      world.history().count("clocks set");
      world.history().note("the clock of %s is set", server.machine().name());
      server.machine().jump(world.dice().between(-3_600, 3_600) * Dice.SECOND);
    }
  }

  // ---- calm ----

  /** Brings back everything. */
  public void calm() {
    zombies.forEach(
        zombie -> {
          if (zombie.machine().alive()) {
            zombie.crash();
          }
        });
    cuts.forEach(this::heal);
    if (world.dice().chance(0.2)) {
      // One that never comes back: the others have to do without.
      String name = world.dice().any(world.serverNames());
      SimServer server = world.server(name);
      if (server != null && server.machine().alive()) {
        server.crash();
      }
      world.goneForGood(name);
    }
    for (String name : world.serverNames()) {
      SimServer server = world.server(name);
      if (server != null && server.machine().alive() && !server.closing()) {
        server.machine().resume();
      } else {
        bringBack(name);
      }
    }
    for (String name : world.workerNames()) {
      SimWorker worker = world.worker(name);
      if (worker != null && worker.machine().alive()) {
        worker.machine().resume();
      }
      bringBackWorker(name);
    }
  }

  private void bringBack(String name) {
    SimServer server = world.server(name);
    if (server != null && server.machine().alive()) {
      server.machine().resume();
      world.scheduler().after(100 * Dice.MILLI, null, () -> bringBack(name));
    } else {
      world.gone(name);
      world.startServer(name);
    }
  }

  private void bringBackWorker(String name) {
    SimWorker worker = world.worker(name);
    if (worker == null || !worker.machine().alive()) {
      bringWorker(name);
    } else if (worker.draining()) {
      world.scheduler().after(100 * Dice.MILLI, null, () -> bringBackWorker(name));
    }
  }
}
