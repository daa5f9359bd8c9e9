package io.carillon.store;

import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import java.sql.SQLException;

/** Task runs and their earlier attempts as they are stored. */
final class TaskRunTable {

  static final String UPSERT =
      """
      INSERT INTO task_run (run_id, task, state, attempt, failures, worker_id, reason, message,
        outputs, ready_at, due_at, dispatched_at, started_at, ended_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (run_id, task) DO UPDATE SET
        state = excluded.state,
        attempt = excluded.attempt,
        failures = excluded.failures,
        worker_id = excluded.worker_id,
        reason = excluded.reason,
        message = excluded.message,
        outputs = excluded.outputs,
        ready_at = excluded.ready_at,
        due_at = excluded.due_at,
        dispatched_at = excluded.dispatched_at,
        started_at = excluded.started_at,
        ended_at = excluded.ended_at
      """;

  static final String COLUMNS =
      """
      t.run_id, t.task, t.state, t.attempt, t.failures, t.worker_id, t.reason, t.message,
      t.outputs, t.ready_at, t.due_at, t.dispatched_at, t.started_at, t.ended_at
      """;

  static final String INSERT_ATTEMPT =
      """
      INSERT INTO attempt (run_id, task, attempt, worker_id, outcome, reason, message,
        dispatched_at, started_at, ended_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  static final String SELECT_ATTEMPT =
      """
      SELECT run_id, task, attempt, worker_id, outcome, reason, message, dispatched_at,
        started_at, ended_at
      FROM attempt
      """;

  private TaskRunTable() {}

  static void set(Parameters parameters, TaskRunRow row) throws SQLException {
    parameters
        .add(row.runId())
        .add(row.task())
        .add(row.state().code())
        .add(row.attempt())
        .add(row.failures())
        .add(row.workerId())
        .add(row.reason())
        .add(row.message())
        .add(row.outputs())
        .add(row.readyAt())
        .add(row.dueAt())
        .add(row.dispatchedAt())
        .add(row.startedAt())
        .add(row.endedAt());
  }

  static TaskRunRow read(Row row) throws SQLException {
    return new TaskRunRow(
        row.number(),
        row.integer(),
        TaskRunState.of(row.integer()),
        row.integer(),
        row.integer(),
        row.numberOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        row.instant(),
        row.instantOrNull(),
        row.instantOrNull(),
        row.instantOrNull(),
        row.instantOrNull());
  }

  static void setAttempt(Parameters parameters, AttemptRow row) throws SQLException {
    parameters
        .add(row.runId())
        .add(row.task())
        .add(row.attempt())
        .add(row.workerId())
        .add(row.outcome())
        .add(row.reason())
        .add(row.message())
        .add(row.dispatchedAt())
        .add(row.startedAt())
        .add(row.endedAt());
  }

  static AttemptRow readAttempt(Row row) throws SQLException {
    return new AttemptRow(
        row.number(),
        row.integer(),
        row.integer(),
        row.number(),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.instant(),
        row.instantOrNull(),
        row.instant());
  }
}
