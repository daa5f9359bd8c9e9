package io.carillon.cli.follow;

import io.carillon.cli.api.Api;
import io.carillon.cli.api.ServerException;
import io.carillon.cli.terminal.Environment;
import io.carillon.cli.terminal.Style;
import io.carillon.cli.terminal.Text;
import io.carillon.cli.terminal.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What people want to know when a run is over: how it ended, and of what failed, why. */
public final class RunSummary {

  private static final int LOG_LINES = 15;
  private static final int LOG_PAGE = 256 * 1024;

  /** A longer log is cut off by the server anyway. */
  private static final int MOST_PAGES = 400;

  private static final int MOST_FAILURES = 10;

  private final Api api;
  private final Environment environment;

  public RunSummary(Api api, Environment environment) {
    this.api = api;
    this.environment = environment;
  }

  public void print(RunFollower.Ending ending) {
    RunView run = RunView.of(ending.run());
    printFailures(run, ending.tasks());
    Instant now = environment.clock().instant();
    Duration length = run.length(now);
    Text line =
        Text.of("Run " + run.id() + " ")
            .and(StateLook.of(run.state()).style(), run.state())
            .and(length == null ? "." : " after " + Times.length(length) + ".");
    println(line);
    if (!run.succeeded() && run.message() != null) {
      println(Text.of(run.message()));
    }
  }

  /** Each failed task with its message and the end of its log. */
  public void printFailures(RunView run, JsonNode tasks) {
    List<TaskView> failed = new ArrayList<>();
    for (JsonNode task : tasks.values()) {
      TaskView view = TaskView.of(task);
      if (view.failed()) {
        failed.add(view);
      }
    }
    failed.stream().limit(MOST_FAILURES).forEach(task -> printFailure(run, task));
    if (failed.size() > MOST_FAILURES) {
      println(Text.of("… and " + (failed.size() - MOST_FAILURES) + " more failed tasks."));
    }
    if (!failed.isEmpty()) {
      println(Text.of(""));
    }
  }

  private void printFailure(RunView run, TaskView task) {
    println(Text.of(""));
    println(
        Text.of(Style.RED, "✘ " + task.name())
            .and(Style.DIM, task.attempt() > 1 ? "  after " + task.attempt() + " attempts" : ""));
    if (task.message() != null) {
      task.message().lines().forEach(line -> println(Text.of("  " + line)));
    } else if (task.reason() != null) {
      println(Text.of("  " + task.reason()));
    }
    if (task.attempt() == 0) {
      return;
    }
    List<String> tail = tail(run.id(), task);
    if (!tail.isEmpty()) {
      println(Text.of(Style.DIM, "  the end of its log:"));
      tail.forEach(line -> println(Text.of(Style.DIM, "  │ ").and(line)));
    }
  }

  private List<String> tail(String runId, TaskView task) {
    Deque<String> last = new ArrayDeque<>();
    try {
      LogText.read(
          api,
          LogText.path(runId, task.name(), task.attempt()),
          LOG_PAGE,
          MOST_PAGES,
          line -> {
            last.addLast(line);
            if (last.size() > LOG_LINES) {
              last.removeFirst();
            }
          });
    } catch (ServerException e) {
      return List.of("(" + e.getMessage() + ")");
    }
    return List.copyOf(last);
  }

  private void println(Text line) {
    environment.out().println(line.render(environment.coloured()));
  }
}
