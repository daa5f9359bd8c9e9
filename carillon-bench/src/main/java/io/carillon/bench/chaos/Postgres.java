package io.carillon.bench.chaos;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL that starts again with its data, as durable as it is by default. */
final class Postgres implements AutoCloseable {

  private final Path data;
  private final int port;
  private EmbeddedPostgres running;

  Postgres(Path directory, int port) {
    this.data = directory.resolve("postgres");
    this.port = port;
    this.running = launch();
  }

  private EmbeddedPostgres launch() {
    try {
      return EmbeddedPostgres.builder()
          .setPort(port)
          .setDataDirectory(Files.createDirectories(data))
          .setCleanDataDirectory(false)
          .setServerConfig("synchronous_commit", "on")
          .setServerConfig("fsync", "on")
          .setServerConfig("max_wal_size", "2GB")
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  /** By a port that leads to it. */
  String url(int byPort) {
    return "jdbc:postgresql://127.0.0.1:" + byPort + "/postgres?user=postgres&password=postgres";
  }

  /** Ends connections and transactions, writes what is in memory, ends. */
  void stopFast() {
    try {
      long pid = pid();
      running.close();
      awaitEnd(pid);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends as by a crash: it recovers from its log when it starts again. */
  void stopImmediately() {
    try {
      long pid = pid();
      Signal.QUIT.send(pid);
      awaitEnd(pid);
      running.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void startAgain() {
    running = launch();
  }

  private long pid() throws IOException {
    return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
  }

  private static void awaitEnd(long pid) {
    ProcessHandle.of(pid)
        .ifPresent(process -> process.onExit().orTimeout(60, TimeUnit.SECONDS).join());
  }

  @Override
  public void close() {
    stopFast();
  }
}
