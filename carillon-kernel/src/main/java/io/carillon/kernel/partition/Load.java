package io.carillon.kernel.partition;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much of a partition's room its runs take, and how many runs of which workflow wait for room.
 * Workflows with waiting runs take turns.
 */
final class Load {

  private final Limits limits;
  private int active;
  private final Map<Long, Integer> activeByWorkflow = new HashMap<>();
  private final LinkedHashMap<Long, Long> queued = new LinkedHashMap<>();

  /** Workflows whose next run found no room; asked again once a run has ended. */
  private final Set<Long> blocked = new HashSet<>();

  Load(Limits limits) {
    this.limits = limits;
  }

  void started(Run run) {
    int tasks = run.definition.nodes().size();
    active += tasks;
    activeByWorkflow.merge(run.workflowId, tasks, Integer::sum);
  }

  void ended(Run run) {
    int tasks = run.definition.nodes().size();
    active -= tasks;
    blocked.clear();
    activeByWorkflow.computeIfPresent(
        run.workflowId, (id, before) -> before == tasks ? null : Integer.valueOf(before - tasks));
  }

  void queued(long workflowId, long change) {
    queued.compute(
        workflowId,
        (id, before) -> {
          long after = (before == null ? 0 : before) + change;
          return after <= 0 ? null : Long.valueOf(after);
        });
  }

  void setQueued(long workflowId, long count) {
    queued(workflowId, count - queued.getOrDefault(workflowId, 0L));
  }

  long queued(long workflowId) {
    return queued.getOrDefault(workflowId, 0L);
  }

  /** Whether a run of so many tasks may start. One that is larger than the room starts alone. */
  boolean hasRoom(long workflowId, int tasks) {
    int ofWorkflow = activeByWorkflow.getOrDefault(workflowId, 0);
    return (active == 0 || active + tasks <= limits.activeTasks())
        && (ofWorkflow == 0 || ofWorkflow + tasks <= limits.activeTasksOfOneWorkflow());
  }

  void blocked(long workflowId) {
    blocked.add(workflowId);
  }

  /** The workflow whose waiting runs come next; its turn is over then. */
  @Nullable Long nextTurn() {
    if (queued.isEmpty() || active > limits.activeTasks() / 4 * 3) {
      return null;
    }
    Iterator<Map.Entry<Long, Long>> turns = queued.entrySet().iterator();
    while (turns.hasNext()) {
      Map.Entry<Long, Long> turn = turns.next();
      int ofWorkflow = activeByWorkflow.getOrDefault(turn.getKey(), 0);
      if (!blocked.contains(turn.getKey())
          && ofWorkflow <= limits.activeTasksOfOneWorkflow() / 4 * 3) {
        long workflowId = turn.getKey();
        long count = turn.getValue();
        turns.remove();
        queued.put(workflowId, count);
        return workflowId;
      }
    }
    return null;
  }
}
