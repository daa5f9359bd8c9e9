package io.carillon.kernel.partition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is being decided now: emitted events are applied at once, effects are kept for later. */
final class Step {

  final State state;
  Instant now = Instant.EPOCH;
  private List<Event> events = new ArrayList<>();
  private List<Effect> effects = new ArrayList<>();

  Step(State state) {
    this.state = state;
  }

  void emit(Event event) {
    events.add(event);
    state.apply(event);
  }

  void release(Effect effect) {
    effects.add(effect);
  }

  Batch take() {
    Batch batch = new Batch(state.nextBatch(), state.takeChanges(), effects, events);
    events = new ArrayList<>();
    effects = new ArrayList<>();
    return batch;
  }

  boolean isEmpty() {
    return events.isEmpty() && effects.isEmpty();
  }
}
