package io.carillon.kernel.partition;

import io.carillon.kernel.definition.Definition;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What was decided, in the past tense. {@link State#apply} makes it so. */
public sealed interface Event {

  record WorkflowSaved(WorkflowRow workflow, VersionRow version, Definition definition)
      implements Event {}

  record WorkflowDeleted(WorkflowRow workflow) implements Event {}

  record RunCreated(Input.LoadedRun run) implements Event {
    public RunRow row() {
      return run.row();
    }
  }

  record RunStarted(long run, Instant at) implements Event {}

  /** The run will fail: tasks that run are told to stop, and few others start. */
  record RunFailing(long run, String reason, String message) implements Event {}

  record RunCancelling(long run, String reason, String message) implements Event {}

  /**
   * @param reason {@code null}: the one it has already, if any
   */
  record RunEnded(
      long run, RunState state, @Nullable String reason, @Nullable String message, Instant at)
      implements Event {}

  /** What happened to a task run; {@link Transitions} says which state it leads to. */
  sealed interface OfTask extends Event {
    long run();

    int task();
  }

  record TaskDelayed(long run, int task, Instant at, Instant dueAt) implements OfTask {}

  record TaskQueued(long run, int task, Instant at) implements OfTask {}

  record TaskSkipped(long run, int task, Instant at, String reason, @Nullable String message)
      implements OfTask {}

  /** An expression of it cannot be evaluated, or gives what cannot be sent. */
  record TaskUnrunnable(long run, int task, Instant at, String reason, String message)
      implements OfTask {}

  record TaskDispatched(long run, int task, Instant at, long workerId) implements OfTask {}

  record TaskStarted(long run, int task, Instant at) implements OfTask {}

  record TaskSucceeded(
      long run, int task, Instant at, @Nullable Instant startedAt, @Nullable String outputs)
      implements OfTask {}

  record TaskFailed(
      long run, int task, Instant at, @Nullable Instant startedAt, String reason, String message)
      implements OfTask {}

  /** The attempt failed, and another will follow. */
  record TaskRetrying(
      long run,
      int task,
      Instant at,
      @Nullable Instant startedAt,
      String reason,
      String message,
      Instant dueAt)
      implements OfTask {}

  /**
   * The attempt ended through no fault of its own, and another will follow.
   *
   * @param outcome {@code lost} or {@code handed_back}
   */
  record TaskReturned(long run, int task, Instant at, @Nullable Instant startedAt, String outcome)
      implements OfTask {}

  record TaskCancelled(long run, int task, Instant at, @Nullable Instant startedAt, String reason)
      implements OfTask {}
}
