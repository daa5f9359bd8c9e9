package io.carillon.kernel.partition;

import io.carillon.kernel.AttemptId;
import io.carillon.kernel.definition.Node;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.model.Task;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task run that has left pending. Changed by {@link State} alone. */
final class TaskRun {

  final Run run;
  final Node node;

  TaskRunState state = TaskRunState.PENDING;
  int attempt;
  int failures;
  @Nullable Long workerId;
  @Nullable String reason;
  @Nullable String message;
  @Nullable String outputs;
  Instant readyAt;
  @Nullable Instant dueAt;
  @Nullable Instant dispatchedAt;
  @Nullable Instant startedAt;
  @Nullable Instant endedAt;

  /** Its end of waiting, its next attempt, or the attempt's timeout. */
  Timers.@Nullable Timer timer;

  /** Its worker was told to stop it, and why. Not durable: told again after a restart. */
  Effect.Cancel.@Nullable Reason stop;

  /** Outputs as values; made when first needed. */
  @Nullable Map<String, @Nullable Object> outputValues;

  TaskRun(Run run, Node node, Instant readyAt) {
    this.run = run;
    this.node = node;
    this.readyAt = readyAt;
  }

  TaskRun(Run run, Node node, TaskRunRow row) {
    this(run, node, row.readyAt());
    this.state = row.state();
    this.attempt = row.attempt();
    this.failures = row.failures();
    this.workerId = row.workerId();
    this.reason = row.reason();
    this.message = row.message();
    this.outputs = row.outputs();
    this.dueAt = row.dueAt();
    this.dispatchedAt = row.dispatchedAt();
    this.startedAt = row.startedAt();
    this.endedAt = row.endedAt();
  }

  AttemptId attemptId() {
    return new AttemptId(run.id, node.index(), attempt);
  }

  /**
   * It is to stop and not to be tried again: the run is being cancelled; or it is failing, and this
   * is not one of the tasks that wait for failures in order to tidy up.
   */
  boolean stopping() {
    return run.state == RunState.CANCELLING || (run.failing() && !tidiesUp(node));
  }

  static boolean tidiesUp(Node node) {
    Task.TriggerRule rule = node.task().triggerRule();
    return rule == Task.TriggerRule.ALL_DONE || rule == Task.TriggerRule.ONE_FAILED;
  }

  /** A run's priority counts first, then the task's (each -100 to 100). */
  int priority() {
    return run.created.priority() * 1000 + node.task().priority();
  }

  TaskRunRow row() {
    return new TaskRunRow(
        run.id,
        node.index(),
        state,
        attempt,
        failures,
        workerId,
        reason,
        message,
        outputs,
        readyAt,
        dueAt,
        dispatchedAt,
        startedAt,
        endedAt);
  }
}
