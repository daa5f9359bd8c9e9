package io.carillon.store;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** PostgreSQL 15 or newer. */
record Postgresql(DatabaseConfig config) implements Dialect {

  private static final int OLDEST = 15;

  /*
   * Every statement here is a look-up by key. On a young table without statistics the planner can
   * think that to scan it is as good, and a prepared statement keeps such a plan while the table
   * grows: so scans, and the joins that need them, are ruled out. A bitmap scan does not know the
   * order of its index, so that a page of the newest runs would read them all.
   *
   * A transaction left open by a connection that broke holds its partition only so long.
   */
  private static final String FIRST_STATEMENT =
      """
      SET enable_seqscan = off;
      SET enable_bitmapscan = off;
      SET enable_hashjoin = off;
      SET enable_mergejoin = off;
      SET jit = off;
      SET statement_timeout = '8s';
      SET idle_in_transaction_session_timeout = '8s'
      """;

  @Override
  public String url() {
    return config.url();
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "connectTimeout", "5",
        "loginTimeout", "5",
        "tcpKeepAlive", "true",
        "ApplicationName", "carillon",
        // A batch of one-row statements becomes few statements of many rows.
        "reWriteBatchedInserts", "true");
  }

  @Override
  public Map<String, String> timeLimits() {
    return Map.of("socketTimeout", "10");
  }

  @Override
  public int readers() {
    return 8;
  }

  @Override
  public String firstStatement() {
    return FIRST_STATEMENT;
  }

  @Override
  public Map<String, String> words(DatabaseMetaData server) {
    return Map.ofEntries(
        Map.entry("partition", "partition"),
        Map.entry("id", "BIGINT"),
        Map.entry("numbered", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
        Map.entry("word", "TEXT COLLATE \"C\""),
        Map.entry("text", "TEXT"),
        Map.entry("bytes", "BYTEA"),
        Map.entry("table", ""),
        Map.entry("by_key", ""),
        Map.entry("computed", "--"),
        Map.entry("where", "WHERE"),
        Map.entry("active", "(id & 1023)"),
        Map.entry("waiting", "(workflow_id & 1023)"),
        Map.entry("failed", "state"));
  }

  @Override
  public @Nullable String unfit(Connection connection) throws SQLException {
    int version = connection.getMetaData().getDatabaseMajorVersion();
    return version >= OLDEST
        ? null
        : "Expected PostgreSQL %d or newer at %s, but found %d"
            .formatted(OLDEST, config.safeUrl(), version);
  }

  @Override
  public boolean passing(SQLException e) {
    String state = e.getSQLState();
    if (state == null || state.length() != 5) {
      return false;
    }
    return switch (state.substring(0, 2)) {
      // Connection, rollback by conflict, resources, operator, system.
      case "08", "40", "53", "57", "58" -> true;
      default ->
          switch (state) {
            // Read-only (a stand-by), idle for too long in a transaction, lock not available.
            case "25006", "25P03", "55P03" -> true;
            default -> false;
          };
    };
  }

  @Override
  public @Nullable String misconfigured(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (state.startsWith("28")) {
      return "Expected user and password to be right for "
          + config.safeUrl()
          + ", but: "
          + e.getMessage();
    }
    if (state.equals("3D000")) {
      return "Expected a database at " + config.safeUrl() + ", but: " + e.getMessage();
    }
    return null;
  }
}
