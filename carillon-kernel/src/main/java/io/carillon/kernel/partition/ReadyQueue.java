package io.carillon.kernel.partition;

import io.carillon.kernel.definition.Requirement;
import io.carillon.kernel.row.TaskRunState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Task runs that wait for a worker. For each requirement: highest priority first; within a priority
 * the workflows take turns, so that a long backlog of one does not delay another; within a workflow
 * first come, first served.
 */
final class ReadyQueue {

  /** A task run as it was when it was queued: later changes make the entry void. */
  private record Entry(TaskRun task, int attempt) {
    boolean valid() {
      return task.state == TaskRunState.QUEUED && task.attempt == attempt;
    }
  }

  /** The task runs of one requirement. */
  private static final class Lane {
    final TreeMap<Integer, LinkedHashMap<Long, Deque<Entry>>> byPriority =
        new TreeMap<>(Comparator.reverseOrder());
    int size;
  }

  private final Map<Requirement, Lane> lanes = new LinkedHashMap<>();

  void add(TaskRun task) {
    Lane lane = lanes.computeIfAbsent(task.node.requirement(), r -> new Lane());
    lane.byPriority
        .computeIfAbsent(task.priority(), p -> new LinkedHashMap<>())
        .computeIfAbsent(task.run.workflowId, w -> new ArrayDeque<>())
        .add(new Entry(task, task.attempt));
    lane.size++;
  }

  /** Says that a task run in the queue is not queued any more; its entry is dropped when met. */
  void removed(TaskRun task) {
    Lane lane = lanes.get(task.node.requirement());
    if (lane != null && --lane.size == 0) {
      lanes.remove(task.node.requirement());
    }
  }

  /** The task run that goes next; it stays counted until {@link #removed}. */
  @Nullable TaskRun poll(Requirement requirement) {
    Lane lane = lanes.get(requirement);
    if (lane == null) {
      return null;
    }
    while (!lane.byPriority.isEmpty()) {
      LinkedHashMap<Long, Deque<Entry>> turns = lane.byPriority.firstEntry().getValue();
      Iterator<Map.Entry<Long, Deque<Entry>>> first = turns.entrySet().iterator();
      while (first.hasNext()) {
        Map.Entry<Long, Deque<Entry>> turn = first.next();
        first.remove();
        Entry entry = firstValid(turn.getValue());
        if (!turn.getValue().isEmpty()) {
          turns.put(turn.getKey(), turn.getValue());
        }
        if (entry != null) {
          return entry.task;
        }
        first = turns.entrySet().iterator();
      }
      lane.byPriority.pollFirstEntry();
    }
    return null;
  }

  private static @Nullable Entry firstValid(Deque<Entry> entries) {
    for (Entry entry = entries.poll(); entry != null; entry = entries.poll()) {
      if (entry.valid()) {
        return entry;
      }
    }
    return null;
  }

  /** What waits: a requirement, how many, and the highest priority among them. */
  List<Demand> demand() {
    List<Demand> demand = new ArrayList<>(lanes.size());
    lanes.forEach(
        (requirement, lane) ->
            demand.add(new Demand(requirement, lane.size, lane.byPriority.firstKey())));
    if (demand.size() > 1) {
      demand.sort(Comparator.comparingInt(Demand::priority).reversed());
    }
    return demand;
  }
}
