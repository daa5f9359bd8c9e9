package io.carillon.bench;

import io.carillon.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server, and a worker for it, each a process of its own, from the class path of this one. */
final class CarillonProcesses implements AutoCloseable {

  private final Path data;
  private final List<String> java;
  private final List<Process> processes = new ArrayList<>();
  private final CarillonApi api;

  /**
   * @param database JDBC URL
   * @param java options for the JVM of each
   */
  CarillonProcesses(Path data, String database, List<String> java) throws IOException {
    this.data = Files.createDirectories(data);
    this.java = java;
    Path ready = data.resolve("ready");
    start(
        "server",
        "io.carillon.server.Main",
        "--http-port=0",
        "--grpc-port=0",
        "--data=" + data,
        "--database=" + database,
        "--embedded-worker=false",
        "--ready-file=" + ready);
    await("a ready server", ready);
    String client = Files.readString(data.resolve("client.json"));
    this.api =
        new CarillonApi(
            URI.create(String.valueOf(Json.parseObject(client).get("url"))),
            String.valueOf(Json.parseObject(client).get("token")));
  }

  void startWorker(int capacity) throws IOException {
    start("worker", "io.carillon.worker.Main", "--data=" + data, "--capacity=" + capacity);
  }

  private void start(String name, String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(java);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add(main);
    command.addAll(List.of(arguments));
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(data.resolve(name + ".log").toFile())
            .start());
  }

  private void await(String what, Path file) {
    Pace.await(
        what + " (see " + data.resolve("server.log") + ")",
        Duration.ofSeconds(60),
        () -> {
          if (!processes.getFirst().isAlive()) {
            throw new IllegalStateException(
                "Expected %s, but it ended:%n%s".formatted(what, log()));
          }
          return Files.exists(file);
        });
  }

  private String log() {
    try {
      return Files.readString(data.resolve("server.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CarillonApi api() {
    return api;
  }

  List<ProcessTree> trees() {
    return List.of(
        new ProcessTree("server", processes.get(0).pid()),
        new ProcessTree("worker", processes.get(1).pid()));
  }

  /** Ends the worker first, so that it can say good-bye. */
  @Override
  public void close() {
    try {
      api.close();
      for (Process process : processes.reversed()) {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
