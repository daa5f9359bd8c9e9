package io.carillon.server.run;

import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.model.Json;
import io.carillon.model.Task;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task of a run, as the API shows it.
 *
 * @param worker the name of the worker
 * @param outputs {@code null}: none
 */
record TaskRunView(
    String name,
    String type,
    List<String> dependsOn,
    TaskRunState state,
    int attempt,
    int failures,
    @Nullable String workerId,
    @Nullable String worker,
    @Nullable String reason,
    @Nullable String message,
    @Nullable Map<String, @Nullable Object> outputs,
    @Nullable Instant readyAt,
    @Nullable Instant dueAt,
    @Nullable Instant dispatchedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {

  /** A task that has no row: it is pending; or, when its run has ended, was never reached. */
  static TaskRunView withoutRow(Task task, boolean runEnded) {
    return new TaskRunView(
        task.name(),
        task.type(),
        task.dependsOn(),
        runEnded ? TaskRunState.SKIPPED : TaskRunState.PENDING,
        0,
        0,
        null,
        null,
        runEnded ? "run_ended" : null,
        runEnded ? "The run ended before the task could start" : null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  static TaskRunView of(Task task, TaskRunRow row, @Nullable String worker) {
    return new TaskRunView(
        task.name(),
        task.type(),
        task.dependsOn(),
        row.state(),
        row.attempt(),
        row.failures(),
        row.workerId() == null ? null : Long.toUnsignedString(row.workerId()),
        worker,
        row.reason(),
        row.message(),
        row.outputs() == null ? null : Json.parseObject(row.outputs()),
        row.readyAt(),
        row.dueAt(),
        row.dispatchedAt(),
        row.startedAt(),
        row.endedAt());
  }
}
