package io.carillon.simulation.check;

import io.carillon.engine.partition.PartitionHost;
import io.carillon.kernel.Ids;
import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.simulation.clockwork.Dice;
import io.carillon.simulation.cluster.SimServer;
import io.carillon.simulation.cluster.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks into the servers now and then while the world lives. */
public final class Watch {

  /** Calls to a slow database may keep it from noticing at once. */
  private static final long GIVING_UP = 6 * Dice.SECOND;

  private final World world;
  private final long end;
  private final Map<SimServer, Long> outsiders = new HashMap<>();

  /**
   * @param end after it nobody looks any more
   */
  public Watch(World world, long end) {
    this.world = world;
    this.end = end;
  }

  public void begin() {
    if (world.scheduler().now() < end) {
      world.scheduler().after(world.dice().spread(20 * Dice.MILLI, Dice.SECOND), null, this::look);
    }
  }

  private void look() {
    for (String name : world.serverNames()) {
      SimServer server = world.server(name);
      if (server != null && server.machine().running()) {
        servesAsMember(server);
        server.engine().ownership().hosts().forEach(host -> sameAsRows(server, host));
      }
    }
    begin();
  }

  /** A server that is not a member any more soon serves nothing. */
  private void servesAsMember(SimServer server) {
    long now = world.scheduler().now();
    boolean fine =
        server.engine().ownership().joined() || server.engine().ownership().hosts().isEmpty();
    if (fine || server.machine().pausedBetween(now - GIVING_UP, now)) {
      outsiders.remove(server);
      return;
    }
    long since = outsiders.computeIfAbsent(server, any -> now);
    world
        .history()
        .check(
            now - since < GIVING_UP,
            "%s serves partitions and was no member for %d µs",
            server.machine().name(),
            now - since);
  }

  /** What an owner has in memory is what its successor would find in the database. */
  private void sameAsRows(SimServer server, PartitionHost host) {
    Changes live = host.resting();
    if (live == null || world.tables().holds().get(host.id()).epoch() != host.epoch()) {
      return;
    }
    List<RunRow> runs = new ArrayList<>();
    List<TaskRunRow> tasks = new ArrayList<>();
    for (RunRow run : world.tables().allRuns()) {
      boolean active = !run.state().terminal() && run.state() != RunState.QUEUED;
      if (active && Ids.partition(run.id()) == host.id()) {
        runs.add(run);
        tasks.addAll(world.tables().taskRuns(run.id()));
      }
    }
    world.history().count("states compared with rows");
    world
        .history()
        .check(
            live.runs().equals(runs) && live.taskRuns().equals(tasks),
            "%s has of partition %d in memory %s %s, but the rows are %s %s",
            server.machine().name(),
            host.id(),
            live.runs(),
            live.taskRuns(),
            runs,
            tasks);
  }
}
