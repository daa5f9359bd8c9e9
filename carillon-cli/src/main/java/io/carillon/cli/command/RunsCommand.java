package io.carillon.cli.command;

import io.carillon.cli.api.Fields;
import io.carillon.cli.follow.RunView;
import io.carillon.cli.follow.StateLook;
import io.carillon.cli.terminal.Environment;
import io.carillon.cli.terminal.Table;
import io.carillon.cli.terminal.Text;
import io.carillon.cli.terminal.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "runs", description = "Lists runs, the newest first.")
final class RunsCommand extends ClientCommand {

  @Option(names = "--namespace", paramLabel = "NAME", description = "Of this namespace only.")
  private @Nullable String namespace;

  @Option(
      names = "--workflow",
      paramLabel = "[NAMESPACE/]WORKFLOW",
      description = "Of this workflow only.")
  private @Nullable String workflow;

  @Option(
      names = "--state",
      paramLabel = "STATE,…",
      description = "In these states only: queued, running, cancelling, succeeded, …")
  private @Nullable String state;

  @Option(names = "--limit", paramLabel = "N", description = "How many at most (default: 20).")
  private int limit = 20;

  RunsCommand(Environment environment) {
    super(environment);
  }

  @Override
  ExitCode execute() {
    Map<String, @Nullable Object> filters = new LinkedHashMap<>();
    filters.put("namespace", namespace);
    filters.put("workflow", workflow);
    if (workflow != null && workflow.contains("/")) {
      WorkflowName name = WorkflowName.parse(workflow, this::wrong);
      filters.put("namespace", name.namespace());
      filters.put("workflow", name.name());
    }
    filters.put("state", state);
    List<JsonNode> runs = Pages.read(api(), "/runs", filters, limit);
    if (json()) {
      print(ApplyCommand.items(runs));
      return ExitCode.SUCCEEDED;
    }
    Table table = new Table("RUN", "WORKFLOW", "STATE", "CREATED", "TOOK", "BY");
    Instant now = environment.clock().instant();
    for (JsonNode json : runs) {
      RunView run = RunView.of(json);
      Duration length = run.length(now);
      table.row(
          Text.of(run.id()),
          Text.of(run.name()),
          StateLook.text(run.state()),
          Text.of(Times.dayAndTime(run.createdAt(), environment.zone())),
          Text.of(length == null ? "-" : Times.length(length)),
          Text.of(Fields.text(json, "triggered_by", "-")));
    }
    table.print(environment);
    return ExitCode.SUCCEEDED;
  }
}
