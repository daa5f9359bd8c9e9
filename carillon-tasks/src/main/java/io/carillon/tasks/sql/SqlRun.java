package io.carillon.tasks.sql;

import io.carillon.sdk.TaskContext;
import io.carillon.sdk.TaskFailure;
import io.carillon.tasks.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one attempt does on its connection. */
final class SqlRun {

  /** Outputs are kept with the run's state; a larger result belongs into a file. */
  private static final int MAX_OUTPUT_CHARS = 1024 * 1024;

  private static final int FETCH_SIZE = 1000;

  private final TaskContext task;
  private final SqlConfig config;
  private final Connection connection;
  private final Stopper stopper;

  SqlRun(TaskContext task, SqlConfig config, Connection connection, Stopper stopper) {
    this.task = task;
    this.config = config;
    this.connection = connection;
    this.stopper = stopper;
  }

  void run() throws SQLException, IOException, TaskFailure {
    if (config.update() != null) {
      // Some statements, such as VACUUM, refuse to run in a transaction.
      connection.setAutoCommit(true);
      task.output("row_count", update(config.update(), 1, 1));
      return;
    }
    // A query, too: drivers stream a large result only within a transaction.
    connection.setAutoCommit(false);
    try {
      if (config.query() != null) {
        query(config.query());
      } else {
        script();
      }
      if (!stopper.next(null)) {
        throw new SQLException("stopped before the commit");
      }
      connection.commit();
    } catch (SQLException | IOException | TaskFailure | RuntimeException e) {
      rollback(e);
      throw e;
    }
  }

  private void rollback(Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private void script() throws SQLException, TaskFailure {
    List<String> statements = SqlScript.split(new SqlText(config.sql(), config.url()));
    long changed = 0;
    for (int i = 0; i < statements.size(); i++) {
      changed += update(statements.get(i), i + 1, statements.size());
    }
    task.output("row_count", changed);
    task.output("statement_count", (long) statements.size());
  }

  /** Returns how many rows changed. */
  private long update(String sql, int number, int of) throws SQLException, TaskFailure {
    task.log("statement %d of %d: %s".formatted(number, of, firstLine(sql)));
    try (Statement statement = statement(sql)) {
      boolean result = execute(statement, sql);
      long changed = result ? 0 : Math.max(0, statement.getUpdateCount());
      task.log("  " + (result ? "result not read" : changed + " rows"));
      return changed;
    } catch (SQLException e) {
      throw new SQLException(
          "statement %d of %d (%s): %s".formatted(number, of, firstLine(sql), e.getMessage()),
          e.getSQLState(),
          e.getErrorCode(),
          e);
    }
  }

  private void query(String sql) throws SQLException, IOException, TaskFailure {
    task.log("query: " + firstLine(sql));
    try (Statement statement = statement(sql)) {
      boolean mysql = config.url().startsWith("jdbc:mysql:");
      // MySQL's driver keeps the whole result in memory unless told so.
      statement.setFetchSize(mysql ? Integer.MIN_VALUE : FETCH_SIZE);
      if (config.csv() == null) {
        // One more, to know whether there are more.
        statement.setMaxRows(config.fetchOrDefault() + 1);
      }
      if (!execute(statement, sql)) {
        throw new TaskFailure(
            "sql", "Expected query to have a result, but it has none; use update", false);
      }
      try (ResultSet result = statement.getResultSet()) {
        read(result);
      }
    }
  }

  private void read(ResultSet result) throws SQLException, IOException, TaskFailure {
    ResultSetMetaData columns = result.getMetaData();
    List<String> names = names(columns);
    List<SqlValues.Kind> kinds = List.of();
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    try (CsvFile csv = config.csv() == null ? null : new CsvFile(csvPath(config.csv()))) {
      if (csv != null) {
        csv.row(names);
      }
      long count = 0;
      int chars = 0;
      boolean truncated = false;
      while (result.next()) {
        if (rows.size() == config.fetchOrDefault()) {
          truncated = true;
          if (csv == null) {
            break;
          }
        }
        count++;
        if (kinds.isEmpty()) {
          kinds = SqlValues.kinds(columns);
        }
        Map<String, @Nullable Object> row = row(result, kinds, names);
        if (csv != null) {
          csv.row(new ArrayList<>(row.values()));
        }
        if (!truncated) {
          rows.add(row);
          chars += Json.write(row).length();
          checkSize(chars, rows.size());
        }
      }
      output(rows, count, truncated);
      if (csv != null) {
        task.output("csv", csv.finish().toString());
      }
    }
  }

  private void output(List<Map<String, @Nullable Object>> rows, long count, boolean truncated) {
    task.log("  %d rows%s".formatted(count, truncated && config.csv() == null ? " and more" : ""));
    task.output("row_count", count);
    if (config.csv() == null || config.fetch() != null) {
      task.output("rows", rows);
      task.output("first_row", rows.isEmpty() ? null : rows.get(0));
      task.output("truncated", truncated);
    }
  }

  private Path csvPath(String csv) {
    return task.workDir().toAbsolutePath().resolve(csv).normalize();
  }

  private static void checkSize(int chars, int rows) throws TaskFailure {
    if (chars > MAX_OUTPUT_CHARS) {
      throw new TaskFailure(
          "result_too_large",
          ("Expected at most %d characters of rows as outputs, but the first %d rows have %d;"
                  + " use csv or a lower fetch")
              .formatted(MAX_OUTPUT_CHARS, rows, chars),
          false);
    }
  }

  private static Map<String, @Nullable Object> row(
      ResultSet result, List<SqlValues.Kind> kinds, List<String> names) throws SQLException {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      row.put(names.get(i), SqlValues.read(result, kinds.get(i), i + 1));
    }
    return row;
  }

  /** A name that comes twice gets its number, as {@code id}, {@code id_2}. */
  private static List<String> names(ResultSetMetaData columns) throws SQLException {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String name = columns.getColumnLabel(i);
      String unique = name;
      for (int n = 2; names.contains(unique); n++) {
        unique = name + "_" + n;
      }
      names.add(unique);
    }
    return names;
  }

  /** Without parameters the text goes to the database untouched. */
  private Statement statement(String sql) throws SQLException, TaskFailure {
    if (config.params() instanceof List<?> list) {
      return bind(connection.prepareStatement(sql), list);
    }
    if (!(config.params() instanceof Map<?, ?> map)) {
      return connection.createStatement();
    }
    NamedParameters named;
    try {
      named = NamedParameters.parse(new SqlText(sql, config.url()));
    } catch (IllegalArgumentException e) {
      throw new TaskFailure("params_invalid", String.valueOf(e.getMessage()), false);
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (String name : named.names()) {
      if (!map.containsKey(name)) {
        throw new TaskFailure(
            "params_invalid",
            "Expected params to have a value for :%s, but it has %s".formatted(name, map.keySet()),
            false);
      }
      values.add(map.get(name));
    }
    return bind(connection.prepareStatement(named.sql()), values);
  }

  private static PreparedStatement bind(
      PreparedStatement statement, List<? extends @Nullable Object> values) throws SQLException {
    try {
      for (int i = 0; i < values.size(); i++) {
        SqlValues.bind(statement, i + 1, values.get(i));
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private boolean execute(Statement statement, String sql) throws SQLException {
    if (!stopper.next(statement)) {
      throw new SQLException("stopped before the statement");
    }
    return statement instanceof PreparedStatement prepared
        ? prepared.execute()
        : statement.execute(sql);
  }

  private static String firstLine(String sql) {
    String line = sql.strip().lines().findFirst().orElse("");
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }
}
