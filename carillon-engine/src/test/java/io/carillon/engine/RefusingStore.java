package io.carillon.engine;

import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.store.PartitionStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Refuses commits that hold a run with the idempotency key {@code poison}, as a bug would. */
final class RefusingStore implements PartitionStore {

  static final String POISON = "poison";

  private final PartitionStore store;

  RefusingStore(PartitionStore store) {
    this.store = store;
  }

  @Override
  public List<Outcome> commit(List<Batch> batches) {
    for (Batch batch : batches) {
      for (RunRow run : batch.changes().runs()) {
        if (Objects.equals(run.idempotencyKey(), POISON)) {
          throw new IllegalStateException("refused");
        }
      }
    }
    return store.commit(batches);
  }

  @Override
  public int partitions() {
    return store.partitions();
  }

  @Override
  public List<Hold> holds() {
    return store.holds();
  }

  @Override
  public @Nullable Ownership claim(int partition, long epoch, String owner) {
    return store.claim(partition, epoch, owner);
  }

  @Override
  public boolean release(int partition, long epoch) {
    return store.release(partition, epoch);
  }

  @Override
  public Unfinished unfinished(int partition) {
    return store.unfinished(partition);
  }

  @Override
  public @Nullable WorkflowRow workflow(String namespace, String name) {
    return store.workflow(namespace, name);
  }

  @Override
  public List<WorkflowRow> workflows(Collection<Long> ids) {
    return store.workflows(ids);
  }

  @Override
  public @Nullable VersionRow version(long workflowId, int version) {
    return store.version(workflowId, version);
  }

  @Override
  public List<RunRow> runs(Collection<Long> ids) {
    return store.runs(ids);
  }

  @Override
  public Map<String, Long> runsByKey(long workflowId, Collection<String> idempotencyKeys) {
    return store.runsByKey(workflowId, idempotencyKeys);
  }

  @Override
  public List<RunRow> queued(long workflowId, int limit) {
    return store.queued(workflowId, limit);
  }
}
