package io.carillon.cli.command;

import io.carillon.cli.api.Fields;
import io.carillon.cli.terminal.Environment;
import io.carillon.cli.terminal.Table;
import io.carillon.cli.terminal.Text;
import io.carillon.cli.terminal.Times;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "workflows", description = "Lists the stored workflows.")
final class WorkflowsCommand extends ClientCommand {

  @Option(names = "--namespace", paramLabel = "NAME", description = "Of this namespace only.")
  private @Nullable String namespace;

  @Option(names = "--search", paramLabel = "TEXT", description = "With this in their name.")
  private @Nullable String search;

  @Option(names = "--limit", paramLabel = "N", description = "How many at most (default: 100).")
  private int limit = 100;

  WorkflowsCommand(Environment environment) {
    super(environment);
  }

  @Override
  ExitCode execute() {
    Map<String, @Nullable Object> filters = new LinkedHashMap<>();
    filters.put("namespace", namespace);
    filters.put("search", search);
    List<JsonNode> workflows = Pages.read(api(), "/workflows", filters, limit);
    if (json()) {
      print(ApplyCommand.items(workflows));
      return ExitCode.SUCCEEDED;
    }
    Table table = new Table("WORKFLOW", "VERSION", "CHANGED", "CREATED");
    for (JsonNode workflow : workflows) {
      table.row(
          Text.of(
              Fields.text(workflow, "namespace", "?") + "/" + Fields.text(workflow, "name", "?")),
          Text.of(Fields.text(workflow, "version", "?")),
          Text.of(Times.dayAndTime(Fields.instant(workflow, "updated_at"), environment.zone())),
          Text.of(Times.dayAndTime(Fields.instant(workflow, "created_at"), environment.zone())));
    }
    table.print(environment);
    return ExitCode.SUCCEEDED;
  }
}
