package io.carillon.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.carillon.cluster.RegistryKind.Opened;
import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.Membership;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server as a process of its own, to be killed and paused as processes are. */
final class ServerProcess implements AutoCloseable {

  private static final String IN = "is a member";
  private static final String OUT = "is no member";
  private static final long INCARNATION = 1_000_000;

  private final Process process;
  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private ServerProcess(String address, String name) {
    try {
      String path = System.getProperty("surefire.test.class.path");
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-Dlogback.configurationFile=logback-cluster.xml",
                  "-cp",
                  path == null ? System.getProperty("java.class.path") : path,
                  ServerProcess.class.getName(),
                  address,
                  name)
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::read);
  }

  /** Started, and a member. */
  static ServerProcess start(String address, String name) {
    var process = new ServerProcess(address, name);
    process.awaitLine(IN);
    return process;
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(UTF_8)) {
      reader.lines().forEach(this::hear);
    } catch (IOException | UncheckedIOException e) {
      // It was killed.
    }
  }

  private void hear(String line) {
    if (line.equals(IN) || line.equals(OUT)) {
      lines.add(line);
    } else {
      said.add(line);
    }
  }

  /** Waits for what the server finds out next about itself. */
  private void awaitLine(String expected) {
    try {
      String line = lines.poll(60, TimeUnit.SECONDS);
      if (!expected.equals(line)) {
        throw new AssertionError(
            "Expected \""
                + expected
                + "\", but found "
                + line
                + ". It said:\n"
                + String.join("\n", said));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until it finds that it is no member. */
  void awaitOut() {
    awaitLine(OUT);
  }

  /** Waits until it has joined again. */
  void awaitIn() {
    awaitLine(IN);
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGSTOP. */
  void pause() {
    signal("STOP");
  }

  /** SIGCONT. */
  void goOn() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      var kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("Expected to send SIG" + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** The process itself: address of the registry, name of the server. Ends when its input does. */
  public static void main(String[] args) throws Exception {
    Opened opened = RegistryKind.open(args[0], 0, World.LEASE, World.HEARTBEAT);
    Membership membership = opened.membership();
    var before =
        new Object() {
          String line = OUT;
        };
    membership.join(
        new Member(args[1], INCARNATION, "process:7701"),
        () -> {
          String line = membership.view().joined() ? IN : OUT;
          if (!line.equals(before.line)) {
            before.line = line;
            System.out.println(line);
          }
        });
    try (var reader = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      while (reader.readLine() != null) {}
    }
    Runtime.getRuntime().halt(0);
  }
}
