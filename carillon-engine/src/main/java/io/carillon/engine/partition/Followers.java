package io.carillon.engine.partition;

import io.carillon.kernel.row.Changes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who follow runs: told of each committed change. */
public final class Followers {

  private static final Logger log = LoggerFactory.getLogger(Followers.class);

  private final Map<Long, List<Consumer<RunChange>>> byRun = new ConcurrentHashMap<>();

  /** Adds a follower of a run. */
  public void add(long runId, Consumer<RunChange> follower) {
    byRun.compute(
        runId,
        (id, followers) -> {
          List<Consumer<RunChange>> all =
              followers == null ? new CopyOnWriteArrayList<>() : followers;
          all.add(follower);
          return all;
        });
  }

  /** Removes a follower of a run. */
  public void remove(long runId, Consumer<RunChange> follower) {
    byRun.computeIfPresent(
        runId,
        (id, followers) -> {
          followers.remove(follower);
          return followers.isEmpty() ? null : followers;
        });
  }

  void publish(Changes changes) {
    if (byRun.isEmpty()) {
      return;
    }
    changes.taskRuns().forEach(row -> tell(new RunChange.OfTask(row)));
    changes.runs().forEach(row -> tell(new RunChange.OfRun(row)));
  }

  private void tell(RunChange change) {
    for (Consumer<RunChange> follower : byRun.getOrDefault(change.runId(), List.of())) {
      try {
        follower.accept(change);
      } catch (RuntimeException e) {
        log.warn("A follower of run {} failed", change.runId(), e);
      }
    }
  }
}
