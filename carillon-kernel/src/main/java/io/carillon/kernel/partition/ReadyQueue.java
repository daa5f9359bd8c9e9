package io.carillon.kernel.partition;

import io.carillon.kernel.definition.Requirement;
import io.carillon.kernel.row.TaskRunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Task runs that wait for a worker. For each requirement: highest priority first; within a priority
 * the workflows take turns, so that a long backlog of one does not delay another; within a workflow
 * what became ready first goes first. The order follows from the rows alone, so that it is the same
 * after a restart.
 */
final class ReadyQueue {

  /** A task run as it was when it was queued: later changes make the entry void. */
  private record Entry(TaskRun task, int attempt) {
    boolean valid() {
      return task.state == TaskRunState.QUEUED && task.attempt == attempt;
    }
  }

  private static final Comparator<Entry> ORDER =
      Comparator.<Entry, Instant>comparing(entry -> entry.task.readyAt)
          .thenComparingLong(entry -> entry.task.run.id)
          .thenComparingInt(entry -> entry.task.node.index());

  private static final Comparator<Demand> URGENCY =
      Comparator.comparingInt(Demand::priority)
          .reversed()
          .thenComparing(demand -> demand.requirement().pool())
          .thenComparing(demand -> demand.requirement().type());

  /** The task runs of one requirement and priority, by workflow; the workflow in turn is first. */
  private static final class Bucket {
    final LinkedHashMap<Long, Queue<Entry>> turns = new LinkedHashMap<>();
    int size;

    @Nullable TaskRun poll() {
      while (!turns.isEmpty()) {
        Map.Entry<Long, Queue<Entry>> turn = turns.pollFirstEntry();
        Entry entry = firstValid(turn.getValue());
        if (!turn.getValue().isEmpty()) {
          turns.put(turn.getKey(), turn.getValue());
        }
        if (entry != null) {
          return entry.task;
        }
      }
      return null;
    }
  }

  /** The task runs of one requirement, highest priority first. */
  private static final class Lane {
    final TreeMap<Integer, Bucket> buckets = new TreeMap<>(Comparator.reverseOrder());
    int size;
  }

  private final Map<Requirement, Lane> lanes = new LinkedHashMap<>();

  void add(TaskRun task) {
    Lane lane = lanes.computeIfAbsent(task.node.requirement(), r -> new Lane());
    Bucket bucket = lane.buckets.computeIfAbsent(task.priority(), p -> new Bucket());
    bucket
        .turns
        .computeIfAbsent(task.run.workflowId, w -> new PriorityQueue<>(ORDER))
        .add(new Entry(task, task.attempt));
    bucket.size++;
    lane.size++;
  }

  /** Says that a task run in the queue is not queued any more; its entry is dropped when met. */
  void removed(TaskRun task) {
    Lane lane = Objects.requireNonNull(lanes.get(task.node.requirement()));
    Bucket bucket = Objects.requireNonNull(lane.buckets.get(task.priority()));
    if (--bucket.size == 0) {
      lane.buckets.remove(task.priority());
    }
    if (--lane.size == 0) {
      lanes.remove(task.node.requirement());
    }
  }

  /** The task run that goes next; it stays counted until {@link #removed}. */
  @Nullable TaskRun poll(Requirement requirement) {
    Lane lane = lanes.get(requirement);
    return lane == null ? null : lane.buckets.firstEntry().getValue().poll();
  }

  private static @Nullable Entry firstValid(Queue<Entry> entries) {
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
            demand.add(new Demand(requirement, lane.size, lane.buckets.firstKey())));
    if (demand.size() > 1) {
      demand.sort(URGENCY);
    }
    return demand;
  }
}
