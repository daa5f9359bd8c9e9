package io.carillon.cli.command;

import io.carillon.cli.api.Api;
import io.carillon.cli.api.ProblemException;
import io.carillon.cli.follow.LogFollower;
import io.carillon.cli.follow.LogText;
import io.carillon.cli.follow.RunFollower;
import io.carillon.cli.follow.TaskView;
import io.carillon.cli.terminal.Environment;
import io.carillon.cli.terminal.Style;
import io.carillon.cli.terminal.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "logs", description = "Prints the logs of a run's tasks.")
final class LogsCommand extends ClientCommand {

  private static final int PAGE = 256 * 1024;
  private static final Style[] COLOURS = {
    Style.CYAN, Style.GREEN, Style.YELLOW, Style.MAGENTA, Style.BLUE
  };

  @Mixin private RunArgument run = new RunArgument();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TASK",
      description = "Of this task only; else of all, each line with its task's name before it.")
  private @Nullable String task;

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on until the run has ended.")
  private boolean follow;

  @Option(
      names = "--attempt",
      paramLabel = "N",
      description = "Of this attempt (default: the newest).")
  private int attempt;

  LogsCommand(Environment environment) {
    super(environment);
  }

  @Override
  ExitCode execute() throws InterruptedException {
    String id = run.id(api(), this::wrong);
    List<TaskView> tasks = tasks(id);
    int widest = tasks.stream().mapToInt(view -> view.name().length()).max().orElse(0);
    LogFollower.Lines lines = (name, number, line) -> print(name, number, line, widest);
    if (follow) {
      new LogFollower(api(), environment, lines).follow(id, task, attempt);
      return ExitCode.SUCCEEDED;
    }
    for (TaskView view : tasks) {
      int number = attempt > 0 ? attempt : view.attempt();
      if (number > 0) {
        read(id, view.name(), number, lines);
      }
    }
    return ExitCode.SUCCEEDED;
  }

  private List<TaskView> tasks(String id) {
    if (task != null) {
      return List.of(TaskView.of(api().get(Api.path("runs", id, "tasks", task))));
    }
    List<TaskView> tasks = new ArrayList<>();
    for (JsonNode json : RunFollower.read(api(), id).tasks().values()) {
      tasks.add(TaskView.of(json));
    }
    tasks.sort(Comparator.comparing(LogsCommand::start));
    return tasks;
  }

  private static Instant start(TaskView task) {
    return task.startedAt() == null ? Instant.MAX : task.startedAt();
  }

  private void read(String id, String name, int number, LogFollower.Lines lines) {
    try {
      LogText.read(
          api(),
          LogText.path(id, name, number),
          PAGE,
          Integer.MAX_VALUE,
          line -> lines.line(name, number, line));
    } catch (ProblemException e) {
      // Of all tasks, those that had no such attempt have nothing to show.
      if (task != null || e.problem().status() != 404) {
        throw e;
      }
    }
  }

  private void print(String name, int number, String line, int widest) {
    if (json()) {
      println(
          Api.JSON
              .createObjectNode()
              .put("task", name)
              .put("attempt", number)
              .put("line", line)
              .toString());
    } else if (task != null) {
      println(line);
    } else {
      Style colour = COLOURS[Math.floorMod(name.hashCode(), COLOURS.length)];
      println(
          Text.of(colour, name).padded(widest).and(Style.DIM, " │ ").render(environment.coloured())
              + line);
    }
    if (follow) {
      environment.out().flush();
    }
  }
}
