package io.carillon.store.testing;

import io.carillon.store.DatabaseConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of a test's own, which it may stop and start again: it keeps its data and its
 * port.
 */
public final class PostgresServer implements AutoCloseable {

  private final Path directory;
  private final int port;
  private final AtomicInteger databases = new AtomicInteger();
  private EmbeddedPostgres postgres;

  private PostgresServer() {
    try {
      directory = Files.createTempDirectory("carillon-postgres");
      postgres = launch(directory.resolve("data"), 0);
      port = postgres.getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static PostgresServer start() {
    return new PostgresServer();
  }

  /** As root, PostgreSQL refuses to run: the library then gives it a user namespace. */
  private static EmbeddedPostgres launch(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("fsync", "off")
        .start();
  }

  /** An empty database. */
  public DatabaseConfig newDatabase() {
    String name = "test" + databases.incrementAndGet();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new DatabaseConfig(
        "jdbc:postgresql://localhost:" + port + "/" + name,
        "postgres",
        "postgres",
        DatabaseConfig.DEFAULT_PARTITIONS);
  }

  /** Ends the server; connections to it break. */
  public void stop() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the server after {@link #stop}, with the data it had. */
  public void startAgain() {
    try {
      postgres = launch(directory.resolve("data"), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the server and deletes its data. */
  @Override
  public void close() {
    stop();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
