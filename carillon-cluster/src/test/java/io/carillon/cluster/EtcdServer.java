package io.carillon.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** An etcd of a test's own, on free ports and a directory of its own. It allows leases of 1 s. */
final class EtcdServer implements AutoCloseable {

  private final Path directory;
  private final int port;
  private final Process process;

  private EtcdServer(List<String> more) {
    try {
      directory = Files.createTempDirectory("carillon-etcd");
      port = freePort();
      String scheme = more.isEmpty() ? "http" : "https";
      String clients = scheme + "://localhost:" + port;
      String peers = "http://localhost:" + freePort();
      var command =
          new ArrayList<>(
              List.of(
                  "etcd",
                  "--data-dir=" + directory.resolve("data"),
                  "--listen-client-urls=" + scheme + "://127.0.0.1:" + port,
                  "--advertise-client-urls=" + clients,
                  "--listen-peer-urls=http://127.0.0.1" + peers.substring(peers.lastIndexOf(':')),
                  "--initial-advertise-peer-urls=" + peers,
                  "--initial-cluster=default=" + peers,
                  "--heartbeat-interval=60",
                  "--election-timeout=600",
                  "--logger=zap",
                  "--log-level=warn"));
      command.addAll(more);
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      await().until(this::accepts);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Started; the test is skipped if there is no etcd on this machine. */
  static EtcdServer start(String... more) {
    boolean there =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, "etcd")));
    if (!there) {
      abort("Expected etcd on the path, but there is none: .ci/install brings it");
    }
    return new EtcdServer(List.of(more));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean accepts() throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "etcd has ended: " + Files.readString(directory.resolve("log")));
    }
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
