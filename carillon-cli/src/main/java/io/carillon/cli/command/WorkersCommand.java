package io.carillon.cli.command;

import io.carillon.cli.api.Fields;
import io.carillon.cli.terminal.Environment;
import io.carillon.cli.terminal.Table;
import io.carillon.cli.terminal.Text;
import io.carillon.cli.terminal.Times;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

@Command(name = "workers", description = "Lists the workers that are connected.")
final class WorkersCommand extends ClientCommand {

  WorkersCommand(Environment environment) {
    super(environment);
  }

  @Override
  ExitCode execute() {
    JsonNode workers = api().get("/workers");
    if (json()) {
      print(workers);
      return ExitCode.SUCCEEDED;
    }
    Table table =
        new Table("WORKER", "HOST", "POOLS", "TAGS", "RUNNING", "SINCE", "TASK TYPES", "");
    for (JsonNode worker : workers.path("items").values()) {
      table.row(
          Text.of(Fields.text(worker, "name", "?")),
          Text.of(Fields.text(worker, "host", "-")),
          Text.of(String.join(",", Fields.texts(worker, "pools"))),
          Text.of(String.join(",", Fields.texts(worker, "tags"))),
          Text.of(Fields.text(worker, "running", "?") + "/" + Fields.text(worker, "capacity", "?")),
          Text.of(Times.dayAndTime(Fields.instant(worker, "connected_at"), environment.zone())),
          Text.of(String.join(",", Fields.texts(worker, "task_types"))),
          Text.of(worker.path("draining").asBoolean(false) ? "draining" : ""));
    }
    table.print(environment);
    return ExitCode.SUCCEEDED;
  }
}
