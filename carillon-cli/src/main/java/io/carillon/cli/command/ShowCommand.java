package io.carillon.cli.command;

import io.carillon.cli.api.Fields;
import io.carillon.cli.follow.RunFollower;
import io.carillon.cli.follow.RunSummary;
import io.carillon.cli.follow.RunView;
import io.carillon.cli.follow.TaskTree;
import io.carillon.cli.follow.TaskView;
import io.carillon.cli.follow.TreeLines;
import io.carillon.cli.terminal.Environment;
import io.carillon.cli.terminal.Style;
import io.carillon.cli.terminal.Text;
import io.carillon.cli.terminal.Times;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(name = "show", description = "Shows a run with its tasks, and why what failed did.")
final class ShowCommand extends ClientCommand {

  private static final int LONGEST = 10_000;

  @Mixin private RunArgument run = new RunArgument();

  ShowCommand(Environment environment) {
    super(environment);
  }

  @Override
  ExitCode execute() {
    RunFollower.Ending state = RunFollower.read(api(), run.id(api(), this::wrong));
    if (json()) {
      print(Following.json(state));
      return ExitCode.SUCCEEDED;
    }
    RunView view = RunView.of(state.run());
    TreeLines lines = new TreeLines(environment.clock().instant(), false);
    line(lines.heading(view));
    field("version", view.version());
    field("params", Fields.text(state.run(), "params"));
    field("scheduled", time(state.run(), "scheduled_time"));
    field("created", time(state.run(), "created_at"));
    field("started", time(state.run(), "started_at"));
    field("ended", time(state.run(), "ended_at"));
    field("by", Fields.text(state.run(), "triggered_by"));
    field("key", Fields.text(state.run(), "idempotency_key"));
    field("reason", view.reason());
    field("message", view.message());
    println("");
    List<TaskView> tasks = new ArrayList<>();
    state.tasks().values().forEach(task -> tasks.add(TaskView.of(task)));
    lines.tasks(TaskTree.layout(tasks), LONGEST).forEach(this::line);
    println("");
    println(tasks.size() + " tasks: " + TreeLines.count(tasks) + ".");
    new RunSummary(api(), environment).printFailures(view, state.tasks());
    return ExitCode.SUCCEEDED;
  }

  private @Nullable String time(JsonNode run, String field) {
    return Fields.instant(run, field) == null
        ? null
        : Times.dayAndTime(Fields.instant(run, field), environment.zone());
  }

  private void field(String name, @Nullable String value) {
    if (value != null && !value.isEmpty() && !value.equals("{}")) {
      line(Text.of(Style.DIM, "  " + name).padded(13).and(value));
    }
  }

  private void line(Text line) {
    println(line.render(environment.coloured()));
  }
}
