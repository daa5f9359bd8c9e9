package io.carillon.bench.chaos;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the cluster keeps, read from the tables, since half a million runs are many for REST. */
final class Rows {

  static final int ENDED = 10;
  static final int SUCCEEDED = 10;

  /** A run. */
  record Run(long id, String key, String workflow, int state, @Nullable String reason) {}

  /** A task of a run: its newest attempt. */
  record TaskRun(int state, int attempt, @Nullable String reason, @Nullable String worker) {}

  /** An attempt that others followed. */
  record Past(int attempt, String outcome, @Nullable String reason, @Nullable String worker) {}

  /** A task of a run, by its place in the definition. */
  record Place(long run, int task) {}

  private final String url;

  /**
   * @param url of the database, not by a link that may be cut
   */
  Rows(String url) {
    this.url = url;
  }

  private interface Reader {
    void row(ResultSet row) throws SQLException;
  }

  private void query(String sql, Reader reader) {
    try (Connection connection = DriverManager.getConnection(url)) {
      // Otherwise the driver reads all rows at once.
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(5_000);
        try (ResultSet rows = statement.executeQuery(sql)) {
          while (rows.next()) {
            reader.row(rows);
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Expected an answer to " + sql, e);
    }
  }

  Set<Integer> ownedBy(String server) {
    Set<Integer> owned = new HashSet<>();
    try {
      query(
          "SELECT id FROM partition WHERE owner = '" + server + "'",
          row -> owned.add(row.getInt(1)));
    } catch (IllegalStateException e) {
      // The database is away: nothing can be said, then.
    }
    return owned;
  }

  long unfinished() {
    long[] count = new long[1];
    query("SELECT count(*) FROM run WHERE state < " + ENDED, row -> count[0] = row.getLong(1));
    return count[0];
  }

  List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    query(
        """
        SELECT r.id, r.idempotency_key, w.name, r.state, r.reason
        FROM run r JOIN workflow w ON w.id = r.workflow_id
        """,
        row ->
            runs.add(
                new Run(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3).intern(),
                    row.getInt(4),
                    row.getString(5))));
    return runs;
  }

  Map<Place, TaskRun> tasks() {
    Map<Place, TaskRun> tasks = new HashMap<>();
    query(
        """
        SELECT t.run_id, t.task, t.state, t.attempt, t.reason, w.name
        FROM task_run t LEFT JOIN worker w ON w.id = t.worker_id
        """,
        row ->
            tasks.put(
                new Place(row.getLong(1), row.getInt(2)),
                new TaskRun(row.getInt(3), row.getInt(4), interned(row, 5), interned(row, 6))));
    return tasks;
  }

  Map<Place, List<Past>> past() {
    Map<Place, List<Past>> past = new HashMap<>();
    query(
        """
        SELECT a.run_id, a.task, a.attempt, a.outcome, a.reason, w.name
        FROM attempt a LEFT JOIN worker w ON w.id = a.worker_id ORDER BY a.attempt
        """,
        row ->
            past.computeIfAbsent(
                    new Place(row.getLong(1), row.getInt(2)), absent -> new ArrayList<>(1))
                .add(
                    new Past(row.getInt(3), row.getString(4), interned(row, 5), interned(row, 6))));
    return past;
  }

  private static @Nullable String interned(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? null : text.intern();
  }
}
