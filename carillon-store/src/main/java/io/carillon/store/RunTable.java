package io.carillon.store;

import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import java.sql.SQLException;

/** Runs as they are stored. */
final class RunTable {

  /** What a run is born with does not change; the rest is replaced. */
  static final String UPSERT =
      """
      INSERT INTO run (id, workflow_id, version, state, reason, message, priority, params,
        idempotency_key, scheduled_at, triggered_by, created_at, started_at, ended_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET
        state = excluded.state,
        reason = excluded.reason,
        message = excluded.message,
        priority = excluded.priority,
        started_at = excluded.started_at,
        ended_at = excluded.ended_at
      """;

  static final String COLUMNS =
      """
      r.id, r.workflow_id, r.version, r.state, r.reason, r.message, r.priority, r.params,
      r.idempotency_key, r.scheduled_at, r.triggered_by, r.created_at, r.started_at, r.ended_at
      """;

  static final String SELECT = "SELECT " + COLUMNS + "FROM run r ";

  private RunTable() {}

  static void set(Parameters parameters, RunRow row) throws SQLException {
    parameters
        .add(row.id())
        .add(row.workflowId())
        .add(row.version())
        .add(row.state().code())
        .add(row.reason())
        .add(row.message())
        .add(row.priority())
        .add(row.params())
        .add(row.idempotencyKey())
        .add(row.scheduledAt())
        .add(row.triggeredBy())
        .add(row.createdAt())
        .add(row.startedAt())
        .add(row.endedAt());
  }

  static RunRow read(Row row) throws SQLException {
    return new RunRow(
        row.number(),
        row.number(),
        row.integer(),
        RunState.of(row.integer()),
        row.textOrNull(),
        row.textOrNull(),
        row.integer(),
        row.textOrNull(),
        row.textOrNull(),
        row.instant(),
        row.text(),
        row.instant(),
        row.instantOrNull(),
        row.instantOrNull());
  }
}
