package io.carillon.store.testing;

import io.carillon.store.DatabaseConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A MariaDB server as a process of its own; it runs as root, too. */
public final class MariadbServer implements DatabaseServer {

  private final MariadbFiles files = MariadbFiles.unpacked();
  private final Path directory;
  private final int port;
  private final List<String> options;
  private final AtomicInteger databases = new AtomicInteger();
  private Process process;

  private MariadbServer(List<String> options) {
    this.options = options;
    try {
      directory = Files.createTempDirectory("carillon-mariadb");
      files.copyData(directory);
      port = freePort();
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param options further ones of the server
   */
  public static MariadbServer start(String... options) {
    return new MariadbServer(List.of(options));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process launch() throws IOException {
    List<String> all = new ArrayList<>(options);
    all.addAll(
        List.of(
            "--bind-address=127.0.0.1",
            "--port=" + port,
            "--socket=socket",
            "--skip-name-resolve",
            // What we need, we say: a server may have any defaults.
            "--character-set-server=latin1",
            "--sql-mode=",
            "--max-connections=500",
            "--innodb-buffer-pool-size=128M",
            "--innodb-flush-log-at-trx-commit=2"));
    Process started = files.start(directory, all);
    List<String> said = new ArrayList<>();
    BufferedReader output = started.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.add(line);
      if (line.contains("ready for connections")) {
        Thread.ofVirtual().start(() -> output.lines().forEach(ignored -> {}));
        return started;
      }
    }
    throw new IOException("MariaDB did not start: " + String.join("\n", said));
  }

  @Override
  public DatabaseConfig newDatabase() {
    String name = "test" + databases.incrementAndGet();
    String url = "jdbc:mariadb://127.0.0.1:" + port + "/";
    try (Connection connection =
            DriverManager.getConnection(url + "?sslMode=disable", "root", null);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new DatabaseConfig(
        url + name, "carillon", "carillon", DatabaseConfig.DEFAULT_PARTITIONS);
  }

  /** The id of the server's process. */
  public long pid() {
    return process.pid();
  }

  @Override
  public void stop() {
    process.destroy();
    process.onExit().join();
  }

  @Override
  public void startAgain() {
    try {
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    Directories.delete(directory);
  }
}
