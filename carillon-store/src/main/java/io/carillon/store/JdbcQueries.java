package io.carillon.store;

import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@link Queries} on the readers. */
final class JdbcQueries implements Queries {

  static final int MAX_LIMIT = 1000;

  // Said twice: SQLite and PostgreSQL look the first form up in an index, MariaDB the second.
  private static final String NEXT_WORKFLOWS =
      """
      AND (namespace, name) > (?, ?) AND (namespace > ? OR (namespace = ? AND name > ?))
      ORDER BY namespace, name
      LIMIT ?
      """;

  static final String VERSIONS =
      WorkflowTable.SELECT_VERSION
          + """
          WHERE workflow_id = ? AND version < ?
          ORDER BY version DESC
          LIMIT ?
          """;

  static final String TASK_RUNS =
      "SELECT " + TaskRunTable.COLUMNS + "FROM task_run t WHERE t.run_id = ? ORDER BY t.task";

  static final String ATTEMPTS =
      TaskRunTable.SELECT_ATTEMPT + "WHERE run_id = ? AND task = ? ORDER BY attempt";

  private final Connections connections;

  JdbcQueries(Connections connections) {
    this.connections = connections;
  }

  @Override
  public @Nullable WorkflowRow workflow(String namespace, String name) {
    return connections.read(session -> WorkflowTable.byName(session, namespace, name));
  }

  @Override
  public List<WorkflowRow> workflows(
      @Nullable String namespace, @Nullable String search, @Nullable String after, int limit) {
    checkLimit(limit);
    int slash = after == null ? -1 : after.indexOf('/');
    if (after != null && slash < 0) {
      throw new IllegalArgumentException(
          "Expected namespace/name after which to go on, but found " + after);
    }
    String afterNamespace = after == null ? "" : after.substring(0, slash);
    String afterName = after == null ? "" : after.substring(slash + 1);
    String sql =
        WorkflowTable.SELECT
            + "WHERE deleted_at IS NULL "
            + (namespace == null ? "" : "AND namespace = ? ")
            + (search == null ? "" : "AND lower(name) LIKE ? ESCAPE '!' ")
            + NEXT_WORKFLOWS;
    return connections.read(
        session ->
            session.query(
                sql,
                p -> {
                  if (namespace != null) {
                    p.add(namespace);
                  }
                  if (search != null) {
                    p.add("%" + literally(search.toLowerCase(Locale.ROOT)) + "%");
                  }
                  p.add(afterNamespace).add(afterName);
                  p.add(afterNamespace).add(afterNamespace).add(afterName).add(limit);
                },
                WorkflowTable::read));
  }

  /** Takes their meaning from the characters that have one in a pattern. */
  private static String literally(String text) {
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }

  @Override
  public List<VersionRow> versions(long workflowId, @Nullable Integer after, int limit) {
    checkLimit(limit);
    int before = after == null ? Integer.MAX_VALUE : after;
    return connections.read(
        session ->
            session.query(
                VERSIONS,
                p -> p.add(workflowId).add(before).add(limit),
                WorkflowTable::readVersion));
  }

  @Override
  public @Nullable VersionRow version(long workflowId, int version) {
    return connections.read(session -> WorkflowTable.version(session, workflowId, version));
  }

  @Override
  public @Nullable NamedRun run(long id) {
    return connections.read(
        session -> session.one(RunSearch.ONE, p -> p.add(id), RunSearch::readNamed));
  }

  @Override
  public List<NamedRun> runs(RunFilter filter, @Nullable Long after, int limit) {
    checkLimit(limit);
    long before = after == null ? Long.MAX_VALUE : after;
    return connections.read(session -> new RunSearch(filter, before, limit).find(session));
  }

  @Override
  public List<TaskRunRow> taskRuns(long runId) {
    return connections.read(
        session -> session.query(TASK_RUNS, p -> p.add(runId), TaskRunTable::read));
  }

  @Override
  public List<AttemptRow> attempts(long runId, int task) {
    return connections.read(
        session -> session.query(ATTEMPTS, p -> p.add(runId).add(task), TaskRunTable::readAttempt));
  }

  private static void checkLimit(int limit) {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "Expected a limit from 1 to " + MAX_LIMIT + ", but found " + limit);
    }
  }
}
