package io.carillon.store;

import io.carillon.kernel.row.Changes;
import io.carillon.store.PartitionStore.Batch;
import io.carillon.store.PartitionStore.Outcome;
import io.carillon.store.PartitionStore.Ownership;
import java.util.List;
import java.util.Objects;

/** A server that owns a partition and numbers its commits. */
final class Owner {

  private final PartitionStore store;
  private final Ownership ownership;
  private long number;

  Owner(PartitionStore store, int partition) {
    this.store = store;
    this.ownership =
        Objects.requireNonNull(
            store.claim(partition, store.holds().get(partition).epoch(), "server"));
    this.number = ownership.commits();
  }

  Outcome commit(Changes changes) {
    return store.commit(List.of(next(changes))).getFirst();
  }

  Batch next(Changes changes) {
    number++;
    return last(changes);
  }

  /** A batch with the number of the last one. */
  Batch last(Changes changes) {
    return new Batch(ownership.partition(), ownership.epoch(), number, changes);
  }

  Ownership ownership() {
    return ownership;
  }
}
