package io.carillon.kernel.partition;

import static io.carillon.kernel.row.TaskRunState.CANCELLED;
import static io.carillon.kernel.row.TaskRunState.DISPATCHED;
import static io.carillon.kernel.row.TaskRunState.FAILED;
import static io.carillon.kernel.row.TaskRunState.PENDING;
import static io.carillon.kernel.row.TaskRunState.QUEUED;
import static io.carillon.kernel.row.TaskRunState.RETRYING;
import static io.carillon.kernel.row.TaskRunState.RUNNING;
import static io.carillon.kernel.row.TaskRunState.SKIPPED;
import static io.carillon.kernel.row.TaskRunState.SUCCEEDED;
import static io.carillon.kernel.row.TaskRunState.WAITING;

import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every transition of runs and task runs. What is not in these tables is a bug. */
public final class Transitions {

  private Transitions() {}

  /** A row of the table of task runs. */
  public record OfTask(TaskRunState from, Class<? extends Event.OfTask> event, TaskRunState to) {}

  /** A row of the table of runs. */
  public record OfRun(RunState from, Class<? extends Event> event, RunState to) {}

  public static final List<OfTask> TASKS =
      List.of(
          new OfTask(PENDING, Event.TaskDelayed.class, WAITING),
          new OfTask(PENDING, Event.TaskQueued.class, QUEUED),
          new OfTask(PENDING, Event.TaskSkipped.class, SKIPPED),
          new OfTask(PENDING, Event.TaskUnrunnable.class, FAILED),
          new OfTask(WAITING, Event.TaskQueued.class, QUEUED),
          new OfTask(WAITING, Event.TaskCancelled.class, CANCELLED),
          new OfTask(QUEUED, Event.TaskDispatched.class, DISPATCHED),
          new OfTask(QUEUED, Event.TaskUnrunnable.class, FAILED),
          new OfTask(QUEUED, Event.TaskCancelled.class, CANCELLED),
          new OfTask(DISPATCHED, Event.TaskStarted.class, RUNNING),
          new OfTask(DISPATCHED, Event.TaskSucceeded.class, SUCCEEDED),
          new OfTask(DISPATCHED, Event.TaskFailed.class, FAILED),
          new OfTask(DISPATCHED, Event.TaskRetrying.class, RETRYING),
          new OfTask(DISPATCHED, Event.TaskReturned.class, QUEUED),
          new OfTask(DISPATCHED, Event.TaskCancelled.class, CANCELLED),
          new OfTask(RUNNING, Event.TaskSucceeded.class, SUCCEEDED),
          new OfTask(RUNNING, Event.TaskFailed.class, FAILED),
          new OfTask(RUNNING, Event.TaskRetrying.class, RETRYING),
          new OfTask(RUNNING, Event.TaskReturned.class, QUEUED),
          new OfTask(RUNNING, Event.TaskCancelled.class, CANCELLED),
          new OfTask(RETRYING, Event.TaskQueued.class, QUEUED),
          new OfTask(RETRYING, Event.TaskCancelled.class, CANCELLED));

  public static final List<OfRun> RUNS =
      List.of(
          new OfRun(RunState.QUEUED, Event.RunStarted.class, RunState.RUNNING),
          new OfRun(RunState.QUEUED, Event.RunEnded.class, RunState.CANCELLED),
          new OfRun(RunState.RUNNING, Event.RunFailing.class, RunState.RUNNING),
          new OfRun(RunState.RUNNING, Event.RunCancelling.class, RunState.CANCELLING),
          new OfRun(RunState.RUNNING, Event.RunEnded.class, RunState.SUCCEEDED),
          new OfRun(RunState.RUNNING, Event.RunEnded.class, RunState.FAILED),
          new OfRun(RunState.CANCELLING, Event.RunEnded.class, RunState.CANCELLED));

  private static final Map<Class<?>, Map<TaskRunState, TaskRunState>> BY_EVENT = new HashMap<>();

  static {
    for (OfTask row : TASKS) {
      BY_EVENT.computeIfAbsent(row.event(), e -> new HashMap<>()).put(row.from(), row.to());
    }
  }

  /** The state that an event leads to. */
  static TaskRunState next(TaskRunState from, Event.OfTask event) {
    TaskRunState to = BY_EVENT.getOrDefault(event.getClass(), Map.of()).get(from);
    if (to == null) {
      throw new IllegalStateException("Expected no %s in state %s".formatted(event, from));
    }
    return to;
  }

  static void check(RunState from, Event event, RunState to) {
    if (!RUNS.contains(new OfRun(from, event.getClass(), to))) {
      throw new IllegalStateException("Expected no %s in state %s".formatted(event, from));
    }
  }
}
