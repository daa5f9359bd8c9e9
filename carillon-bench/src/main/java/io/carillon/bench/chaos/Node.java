package io.carillon.bench.chaos;

import io.carillon.bench.Pace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server or a worker: a process that is started again and again. */
final class Node {

  /** How long an orderly end may take; workers drain for up to 30 s. */
  private static final int END_SECONDS = 60;

  /**
   * One process of it.
   *
   * @param number from 1
   * @param endedAt in microseconds since 1970; {@code Long.MAX_VALUE}: it has not
   */
  record Incarnation(String node, int number, long pid, long endedAt) {

    /** As its ledger is called. */
    String label() {
      return node + "-" + number;
    }
  }

  private final String name;
  private final Path directory;
  private final String main;
  private final List<String> java;
  private final List<String> arguments;
  private final List<Incarnation> past = new ArrayList<>();
  private @Nullable Process process;

  /**
   * @param java options for the JVM
   * @param arguments for the class {@code main}
   */
  Node(String name, Path directory, String main, List<String> java, List<String> arguments) {
    this.name = name;
    this.directory = directory;
    this.main = main;
    this.java = java;
    this.arguments = arguments;
  }

  String name() {
    return name;
  }

  Path ready() {
    return directory.resolve(name + ".ready");
  }

  synchronized void start() {
    String label = name + "-" + (past.size() + 1);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(java);
    command.add("-Dchaos.ledger=" + directory.resolve(label + ".ledger"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add(main);
    command.addAll(arguments);
    try {
      Files.deleteIfExists(ready());
      ProcessBuilder builder = new ProcessBuilder(command);
      Map<String, String> environment = builder.environment();
      environment.keySet().removeIf(variable -> variable.startsWith("CARILLON_"));
      Process started =
          builder
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(directory.resolve(name + ".log").toFile()))
              .start();
      process = started;
      past.add(new Incarnation(name, past.size() + 1, started.pid(), Long.MAX_VALUE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it has said that it serves; servers do. */
  boolean serves() {
    return alive() && Files.exists(ready());
  }

  synchronized boolean alive() {
    return process != null && process.isAlive();
  }

  synchronized long pid() {
    return process == null ? 0 : process.pid();
  }

  /** Ends it at once. */
  synchronized void kill() {
    end(true);
  }

  /** Tells it to end, and waits until it has. */
  void terminate() {
    Process ending;
    synchronized (this) {
      ending = process;
    }
    if (ending == null) {
      return;
    }
    ending.destroy();
    try {
      if (!ending.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "Expected %s to end within %d s of SIGTERM, but it did not"
                .formatted(name, END_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      end(false);
    }
  }

  private void end(boolean force) {
    Process ending = process;
    if (ending == null) {
      return;
    }
    if (force) {
      ending.destroyForcibly();
      ending.onExit().join();
    }
    Incarnation last = past.removeLast();
    long now = Math.min(last.endedAt(), Pace.epochMicros());
    past.add(new Incarnation(name, last.number(), last.pid(), now));
    process = null;
  }

  synchronized List<Incarnation> incarnations() {
    return List.copyOf(past);
  }
}
