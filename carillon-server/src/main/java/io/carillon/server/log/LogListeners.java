package io.carillon.server.log;

import io.carillon.engine.log.LogStore.Subscription;
import io.carillon.kernel.AttemptId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Who is to be told when a log has grown. Safe for use by several threads. */
final class LogListeners {

  private final Map<AttemptId, List<Runnable>> listeners = new ConcurrentHashMap<>();

  Subscription add(AttemptId attempt, Runnable listener) {
    listeners.compute(
        attempt,
        (id, known) -> {
          List<Runnable> all = known == null ? new CopyOnWriteArrayList<>() : known;
          all.add(listener);
          return all;
        });
    return () -> listeners.computeIfPresent(attempt, (id, known) -> without(known, listener));
  }

  private static @Nullable List<Runnable> without(List<Runnable> all, Runnable listener) {
    all.remove(listener);
    return all.isEmpty() ? null : all;
  }

  void tell(AttemptId attempt) {
    List<Runnable> told = listeners.get(attempt);
    if (told != null) {
      told.forEach(Runnable::run);
    }
  }

  /** The logs that somebody listens to. */
  Set<AttemptId> attempts() {
    return Set.copyOf(listeners.keySet());
  }
}
