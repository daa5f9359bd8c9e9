package io.carillon.kernel.partition;

import io.carillon.kernel.row.Changes;
import java.util.List;

/**
 * What a partition decided since the last batch: first the changes must be committed, then the
 * effects released, in order.
 *
 * @param number of the batch, from 1; given back by {@link Partition#committed}
 * @param events the decisions themselves, for those who watch
 */
public record Batch(long number, Changes changes, List<Effect> effects, List<Event> events) {

  public Batch {
    effects = List.copyOf(effects);
    events = List.copyOf(events);
  }

  public boolean isEmpty() {
    return changes.isEmpty() && effects.isEmpty();
  }
}
