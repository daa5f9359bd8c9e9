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
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL server. */
public final class PostgresServer implements DatabaseServer {

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

  @Override
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

  @Override
  public void stop() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void startAgain() {
    try {
      postgres = launch(directory.resolve("data"), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
    Directories.delete(directory);
  }
}
