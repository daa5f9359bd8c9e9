package io.carillon.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command as processes of their own, which all end with the test. */
final class Processes implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A slow machine under load is no failure. */
  private static final long PATIENCE_SECONDS = 120;

  /** The folder that the module's tests run in lies in the root. */
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private final Path data;
  private final List<Process> started = new ArrayList<>();

  /** How a client's call ended. */
  record Result(int exit, String out, String err) {

    JsonNode json() {
      return JSON.readTree(out);
    }
  }

  /**
   * @param data of the server, where clients find it
   */
  Processes(Path data) {
    this.data = data;
  }

  static Path home() {
    return HOME;
  }

  /** Starts a server; returns when it serves. */
  Process server(String command, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command, "--http-port=0", "--grpc-port=0"));
    arguments.addAll(List.of(more));
    return start(" serves ", arguments.toArray(String[]::new));
  }

  Process worker(String name) throws Exception {
    return start("", "worker", "--name", name);
  }

  /** Stops a process as a debugger or a frozen machine does, or lets it go on. */
  static void signal(Process process, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
  }

  /** Asks the server. */
  Result ask(String... arguments) throws Exception {
    Process process = builder(List.of(arguments)).start();
    started.add(process);
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> read(process.errorReader(StandardCharsets.UTF_8)));
    String out = read(process.inputReader(StandardCharsets.UTF_8));
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("Expected an end of " + List.of(arguments));
    }
    return new Result(process.exitValue(), out, err.join());
  }

  /** Returns when the process has written a line with {@code sign}. */
  private Process start(String sign, String... arguments) throws Exception {
    Process process = builder(List.of(arguments)).redirectErrorStream(true).start();
    started.add(process);
    CompletableFuture<Boolean> seen = new CompletableFuture<>();
    ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    Thread.ofVirtual().start(() -> watch(process, sign, lines, seen));
    if (!seen.get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("Expected '%s', but found %s".formatted(sign, lines));
    }
    return process;
  }

  private static void watch(
      Process process, String sign, Queue<String> lines, CompletableFuture<Boolean> seen) {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
        if (line.contains(sign)) {
          seen.complete(true);
        }
      }
    } catch (IOException e) {
      // It was killed.
    }
    seen.complete(false);
  }

  private ProcessBuilder builder(List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                // The server's own, not that of another module's tests.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                "io.carillon.cli.Main"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_"));
    builder.environment().put("CARILLON_HOME", HOME.toString());
    builder.environment().put("CARILLON_DATA", data.toString());
    return builder;
  }

  private static String read(BufferedReader reader) {
    StringBuilder text = new StringBuilder();
    try (reader) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        text.append(line).append('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  @Override
  public void close() {
    started.forEach(Process::destroyForcibly);
    started.forEach(process -> process.onExit().join());
  }
}
