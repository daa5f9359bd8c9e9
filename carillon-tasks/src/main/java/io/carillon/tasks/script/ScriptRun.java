package io.carillon.tasks.script;

import io.carillon.sdk.TaskContext;
import io.carillon.sdk.TaskFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a script: starts it as the leader of a session, streams what it prints, and comes
 * back only when no process of it is left, whether it ended by itself or was told to stop.
 */
final class ScriptRun {

  /**
   * How long what the script left behind may go on by itself. A {@code > >(tee …)} needs it for its
   * last lines.
   */
  private static final Duration LINGER = Duration.ofSeconds(2);

  /** After the last process has ended, the streams end as soon as what is in the pipes is read. */
  private static final Duration DRAIN = Duration.ofSeconds(5);

  /**
   * Becomes the interpreter once the worker says so. By then the guard knows the session and the
   * pumps read, however short the script is; and if the worker dies before, nothing starts.
   */
  private static final String GATE = "read -r go && exec \"$@\" <\"$0\"";

  private final TaskContext task;
  private final Script script;
  private final Guard guard = Guard.OF_THIS_PROCESS;

  ScriptRun(TaskContext task, Script script) {
    this.task = task;
    this.script = script;
  }

  void run() throws IOException, InterruptedException, TaskFailure {
    Path directory = Script.directory(task, script.workingDir());
    if (!Files.isDirectory(directory)) {
      throw new TaskFailure(
          "working_dir", "Expected working_dir to be a folder, but there is none at " + directory);
    }
    Path own = Files.createDirectories(task.workDir().toAbsolutePath().resolve(".carillon"));
    Path output = Files.writeString(own.resolve("output"), "");
    String mark = guard.mark();
    ProcessBuilder builder = new ProcessBuilder().directory(directory.toFile());
    ScriptEnvironment.fill(builder.environment(), task, script, output, mark);
    builder.command(command(own, directory, builder.environment().get("PATH")));
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Tail errors = new Tail();
    int exitCode = execute(builder, mark, errors);
    if (!script.successExitCodes().contains(exitCode)) {
      throw failure(exitCode, errors.lines());
    }
    OutputFile.read(output).forEach(task::output);
  }

  private List<String> command(Path own, Path directory, @Nullable String path)
      throws IOException, TaskFailure {
    String program = script.interpreter().get(0);
    // A name with a slash is meant as the script would mean it.
    String name = program.indexOf('/') < 0 ? program : directory.resolve(program).toString();
    Path found = Executables.find(name, path);
    if (found == null) {
      throw new TaskFailure(
          "interpreter_missing",
          "Expected the interpreter %s on the worker, but found none; PATH is %s"
              .formatted(program, path),
          false);
    }
    List<String> command = new ArrayList<>(SessionLauncher.prefix());
    command.addAll(List.of("sh", "-c", GATE, input(own).toString(), found.toString()));
    command.addAll(script.interpreter().subList(1, script.interpreter().size()));
    command.add(Files.writeString(own.resolve(script.fileName()), script.text()).toString());
    command.addAll(script.args());
    return command;
  }

  private Path input(Path own) throws IOException {
    return script.stdin() == null
        ? Path.of("/dev/null")
        : Files.writeString(own.resolve("stdin"), script.stdin());
  }

  private int execute(ProcessBuilder builder, String mark, Tail errors)
      throws IOException, InterruptedException, TaskFailure {
    guard.ready();
    Process process = start(builder);
    Session session =
        new Session(process.toHandle(), mark, ProcessTable.ofThisMachine(process.pid()));
    List<Pump> pumps =
        List.of(
            new Pump(name("stdout"), process.getInputStream(), task.log(), new Tail()),
            new Pump(name("stderr"), process.getErrorStream(), task.log(), errors));
    boolean ended = false;
    task.onKill(session::kill);
    try {
      for (Pump pump : pumps) {
        pump.start();
        pump.awaitReady();
      }
      guard.watch(process.pid());
      open(process);
      int exitCode = process.waitFor();
      boolean silent = awaitEnd(pumps, LINGER);
      ended = session.awaitEnd(silent ? LINGER : Duration.ZERO);
      if (!ended) {
        task.log(
            "carillon: the script has ended, its processes %s have not: stopping them"
                .formatted(session.members()));
      }
      return exitCode;
    } finally {
      close(session, ended, pumps);
      guard.forget(process.pid());
    }
  }

  private Process start(ProcessBuilder builder) throws TaskFailure {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new TaskFailure("start_failed", "Expected the script to start, but " + e.getMessage());
    }
  }

  private static void open(Process process) {
    try (OutputStream gate = process.getOutputStream()) {
      gate.write('\n');
    } catch (IOException e) {
      // Somebody has killed it already, which its exit code tells.
    }
  }

  /** Ends what is left, on every way out, and does not come back before it is confirmed. */
  private void close(Session session, boolean ended, List<Pump> pumps) throws TaskFailure {
    // A second interrupt must not cut this short.
    boolean interrupted = Thread.interrupted();
    try {
      List<Long> left = ended ? List.of() : session.stop(script.stopGrace());
      if (!left.isEmpty()) {
        throw new TaskFailure(
            "processes_left",
            "Expected all processes of the script to end, but %s live after SIGKILL"
                .formatted(left),
            false);
      }
      boolean drained = awaitEnd(pumps, DRAIN);
      if (!drained) {
        task.log(
            "carillon: a process out of reach holds the script's output open; the log ends here");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      pumps.forEach(Pump::abandon);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean awaitEnd(List<Pump> pumps, Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    for (Pump pump : pumps) {
      if (!pump.awaitEnd(limit.minusNanos(System.nanoTime() - start))) {
        return false;
      }
    }
    return true;
  }

  private String name(String stream) {
    return "carillon-%s-%s-%s".formatted(stream, task.runId(), task.task());
  }

  private TaskFailure failure(int exitCode, String errors) {
    String expected =
        script.successExitCodes().size() == 1
            ? "exit code " + script.successExitCodes().iterator().next()
            : "one of the exit codes " + script.successExitCodes().stream().sorted().toList();
    String signal = Signals.of(exitCode);
    String found =
        signal == null
            ? "the script ended with " + exitCode
            : "the script was ended by %s (%d)".formatted(signal, exitCode);
    String hint = "SIGKILL".equals(signal) ? "; often it had used up the memory" : "";
    String end = errors.isEmpty() ? "" : ". It wrote to stderr:\n" + errors;
    return new TaskFailure(
        signal == null ? "exit_code" : "signal",
        "Expected %s, but %s%s%s".formatted(expected, found, hint, end));
  }
}
