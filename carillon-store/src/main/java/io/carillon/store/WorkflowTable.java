package io.carillon.store;

import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Workflows and their versions as they are stored. */
final class WorkflowTable {

  static final String UPSERT =
      """
      INSERT INTO workflow (id, namespace, name, version, created_at, updated_at, deleted_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET
        version = excluded.version,
        updated_at = excluded.updated_at,
        deleted_at = excluded.deleted_at
      """;

  static final String SELECT =
      "SELECT id, namespace, name, version, created_at, updated_at, deleted_at FROM workflow ";

  static final String INSERT_VERSION =
      """
      INSERT INTO workflow_version (workflow_id, version, source, created_at, created_by)
      VALUES (?, ?, ?, ?, ?)
      """;

  static final String SELECT_VERSION =
      "SELECT workflow_id, version, source, created_at, created_by FROM workflow_version ";

  static final String BY_NAME = SELECT + "WHERE namespace = ? AND name = ?";

  static final String ONE_VERSION = SELECT_VERSION + "WHERE workflow_id = ? AND version = ?";

  private WorkflowTable() {}

  static void set(Parameters parameters, WorkflowRow row) throws SQLException {
    parameters
        .add(row.id())
        .add(row.namespace())
        .add(row.name())
        .add(row.version())
        .add(row.createdAt())
        .add(row.updatedAt())
        .add(row.deletedAt());
  }

  static WorkflowRow read(Row row) throws SQLException {
    return new WorkflowRow(
        row.number(),
        row.text(),
        row.text(),
        row.integer(),
        row.instant(),
        row.instant(),
        row.instantOrNull());
  }

  static void setVersion(Parameters parameters, VersionRow row) throws SQLException {
    parameters
        .add(row.workflowId())
        .add(row.version())
        .add(row.source())
        .add(row.createdAt())
        .add(row.createdBy());
  }

  static VersionRow readVersion(Row row) throws SQLException {
    return new VersionRow(row.number(), row.integer(), row.text(), row.instant(), row.text());
  }

  static @Nullable WorkflowRow byName(Session session, String namespace, String name)
      throws SQLException {
    return session.one(BY_NAME, p -> p.add(namespace).add(name), WorkflowTable::read);
  }

  static @Nullable VersionRow version(Session session, long workflowId, int version)
      throws SQLException {
    return session.one(
        ONE_VERSION, p -> p.add(workflowId).add(version), WorkflowTable::readVersion);
  }
}
