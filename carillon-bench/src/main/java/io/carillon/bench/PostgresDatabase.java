package io.carillon.bench;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL that all contenders use, each with a database of its own: one that is started
 * here, as durable as PostgreSQL is by default, or one that is there already.
 */
final class PostgresDatabase implements AutoCloseable {

  private final @Nullable EmbeddedPostgres started;
  private final String url;
  private final ProcessTree process;
  private final String version;
  private int databases;

  /**
   * @param url {@code jdbc:postgresql://…} of a database where others may be created; {@code null}:
   *     start one
   */
  PostgresDatabase(@Nullable String url, Path directory) throws IOException, SQLException {
    this.started = url == null ? start(directory) : null;
    this.url = started == null ? String.valueOf(url) : started.getJdbcUrl("postgres", "postgres");
    try (Connection connection = DriverManager.getConnection(this.url);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT pg_backend_pid(), current_setting('server_version')")) {
      row.next();
      long backend = row.getLong(1);
      this.process =
          new ProcessTree(
              "PostgreSQL",
              ProcessHandle.of(backend)
                  .flatMap(ProcessHandle::parent)
                  .map(ProcessHandle::pid)
                  .orElseThrow(
                      () ->
                          new IllegalStateException(
                              "Expected a PostgreSQL on this machine, but there is no process "
                                  + backend)));
      this.version = row.getString(2);
    }
  }

  private static EmbeddedPostgres start(Path directory) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(Files.createDirectories(directory.resolve("postgres")))
        // The library's own settings are for tests.
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("fsync", "on")
        .setServerConfig("shared_buffers", "256MB")
        .setServerConfig("max_wal_size", "4GB")
        .start();
  }

  String version() {
    return version;
  }

  ProcessTree process() {
    return process;
  }

  /** The URL of an empty database. */
  String newDatabase() throws SQLException {
    String name = "bench_" + ProcessHandle.current().pid() + "_" + ++databases;
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return url.replaceFirst("(//[^/]+/)[^?]*", "$1" + name);
  }

  static HikariDataSource pool(String url, int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.setMaximumPoolSize(connections);
    return new HikariDataSource(config);
  }

  static void execute(HikariDataSource pool, String script) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(script);
    }
  }

  @Override
  public void close() throws IOException {
    if (started != null) {
      started.close();
      // On a busy machine the library gives up before PostgreSQL has ended.
      ProcessHandle.of(process.pid())
          .ifPresent(late -> late.onExit().orTimeout(30, SECONDS).join());
    }
  }
}
