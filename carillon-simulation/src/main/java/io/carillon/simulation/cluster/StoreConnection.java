package io.carillon.simulation.cluster;

import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.simulation.clockwork.Machine;
import io.carillon.simulation.clockwork.Scheduler;
import io.carillon.store.PartitionStore;
import io.carillon.store.StoreException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One server's way to the database: slow, cut, or without an answer, as it comes. */
public final class StoreConnection implements PartitionStore {

  private final World world;
  private final Machine server;
  private final String place;

  /**
   * @param place where the server is on the network
   */
  StoreConnection(World world, Machine server, String place) {
    this.world = world;
    this.server = server;
    this.place = place;
  }

  private <T extends @Nullable Object> T call(String what, Supplier<T> effect) {
    Faults faults = world.faults();
    try {
      world.scheduler().pass(server, faults.storeDelay());
    } catch (Scheduler.Crashed e) {
      // What was sent before the process died may take effect after it.
      if (world.dice().chance(0.3)) {
        var unused = effect.get();
      }
      throw e;
    }
    if (!world.network().open(place, Network.DATABASE) || faults.storeFailsBefore()) {
      world.scheduler().pass(server, faults.storePatience());
      throw away(what, "not reached");
    }
    T answer = effect.get();
    world.scheduler().pass(server, faults.storeDelay());
    if (!world.network().open(Network.DATABASE, place) || faults.storeFailsAfter()) {
      world.scheduler().pass(server, faults.storePatience());
      throw away(what, "answer lost");
    }
    return answer;
  }

  private StoreException away(String what, String how) {
    world.history().note("%s: %s failed, %s", server.name(), what, how);
    world.history().count("database: " + how);
    return new StoreException("The database does not answer", new IllegalStateException(how));
  }

  private Tables tables() {
    return world.tables();
  }

  @Override
  public int partitions() {
    return tables().partitions();
  }

  @Override
  public List<Hold> holds() {
    return call("holds", tables()::holds);
  }

  @Override
  public @Nullable Ownership claim(int partition, long epoch, String owner) {
    return call(
        "claim",
        () -> {
          String before = tables().holds().get(partition).owner();
          Ownership won = tables().claim(partition, epoch, owner);
          if (won == null) {
            world.history().count("claims that came too late");
          } else {
            if (before != null && !before.equals(owner)) {
              world.history().count("partitions taken over");
            }
            world.history().check(won.epoch() == epoch + 1, "%s, after epoch %d", won, epoch);
            world.witness().claimed(won, server);
          }
          return won;
        });
  }

  @Override
  public boolean release(int partition, long epoch) {
    return call(
        "release",
        () -> {
          boolean released = tables().release(partition, epoch);
          if (released) {
            noteHandOver(partition, epoch);
          }
          world.history().note("%s: release %d: %s", server.name(), partition, released);
          return released;
        });
  }

  private void noteHandOver(int partition, long epoch) {
    SimServer process = world.serverAt(place);
    if (process != null
        && process.machine() == server
        && process.engine().ownership().host(partition) != null) {
      world.history().count("partitions handed over");
      world.witness().handedOver(partition, epoch, server);
    }
  }

  @Override
  public List<Outcome> commit(List<Batch> batches) {
    return call(
        "commit",
        () -> {
          List<Hold> before = tables().holds();
          List<Outcome> outcomes = tables().commit(batches);
          world.witness().committed(server, batches, outcomes, before);
          return outcomes;
        });
  }

  @Override
  public Unfinished unfinished(int partition) {
    Unfinished unfinished = call("unfinished", () -> tables().unfinished(partition));
    world.witness().loaded(partition, server);
    return unfinished;
  }

  @Override
  public @Nullable WorkflowRow workflow(String namespace, String name) {
    return call("workflow", () -> tables().workflow(namespace, name));
  }

  @Override
  public List<WorkflowRow> workflows(Collection<Long> ids) {
    return call("workflows", () -> tables().workflows(ids));
  }

  @Override
  public @Nullable VersionRow version(long workflowId, int version) {
    return call("version", () -> tables().version(workflowId, version));
  }

  @Override
  public List<RunRow> runs(Collection<Long> ids) {
    return call("runs", () -> tables().runs(ids));
  }

  @Override
  public Map<String, Long> runsByKey(long workflowId, Collection<String> idempotencyKeys) {
    return Objects.requireNonNull(
        call("runsByKey", () -> tables().runsByKey(workflowId, idempotencyKeys)));
  }

  @Override
  public List<RunRow> queued(long workflowId, int limit) {
    return call("queued", () -> tables().queued(workflowId, limit));
  }
}
