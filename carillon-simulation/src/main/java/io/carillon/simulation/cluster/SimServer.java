package io.carillon.simulation.cluster;

import io.carillon.engine.Engine;
import io.carillon.engine.EngineConfig;
import io.carillon.engine.EnginePorts;
import io.carillon.simulation.clockwork.Dice;
import io.carillon.simulation.clockwork.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One life of a server: a process with an engine. */
public final class SimServer {

  private static final int INBOX_LIMIT = 200;
  private static final int ACTIVE_LIMIT = 400;

  private final World world;
  private final Machine machine;
  private final String name;
  private final Engine engine;
  private final List<Stream> streams = new ArrayList<>();
  private long requests;
  private boolean closing;

  SimServer(World world, String name) {
    this.world = world;
    this.name = name;
    long incarnation = world.dice().positive();
    this.machine = world.machine(name + "#" + Long.toHexString(incarnation & 0xffff));
    EngineConfig config =
        new EngineConfig(
            name,
            incarnation,
            World.WORKER_LEASE,
            Duration.ofSeconds(1),
            INBOX_LIMIT,
            ACTIVE_LIMIT);
    this.engine =
        new Engine(
            config,
            new EnginePorts(
                new StoreConnection(world, machine, place()),
                world.registry().of(machine, place()),
                new SimPeers(world, machine, place(), incarnation),
                worker -> {},
                () -> machine.name() + "-" + ++requests,
                new SimLoops(world, machine)));
    engine.join(place());
  }

  public Machine machine() {
    return machine;
  }

  public String name() {
    return name;
  }

  /** Where it is on the network: the same in every life. */
  public String place() {
    return name + ":1";
  }

  public Engine engine() {
    return engine;
  }

  public boolean closing() {
    return closing;
  }

  void opened(Stream stream) {
    streams.add(stream);
  }

  void closed(Stream stream) {
    streams.remove(stream);
  }

  List<Stream> streams() {
    return streams;
  }

  /** SIGKILL, or the machine is gone. */
  public void crash() {
    world.history().note("%s crashes", machine.name());
    machine.die();
    List.copyOf(streams).forEach(Stream::serverDied);
    streams.clear();
  }

  /** SIGTERM. */
  public void close() {
    closing = true;
    world.history().note("%s is told to end", machine.name());
    engine.close();
    world.history().note("%s has ended", machine.name());
    // What the engine's parts still had to do is done within this.
    world.scheduler().after(50 * Dice.MILLI, machine, this::crash);
  }
}
