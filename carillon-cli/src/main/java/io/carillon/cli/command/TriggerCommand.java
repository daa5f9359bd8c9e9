package io.carillon.cli.command;

import io.carillon.cli.api.Api;
import io.carillon.cli.api.Fields;
import io.carillon.cli.terminal.Environment;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "trigger", description = "Starts a run of a stored workflow.")
final class TriggerCommand extends ClientCommand {

  @Parameters(index = "0", paramLabel = "NAMESPACE/WORKFLOW", description = "The workflow.")
  private String workflow = "";

  @Mixin private ParameterOption parameters = new ParameterOption();

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "At most one run is made with a key, however often it is asked for.")
  private @Nullable String key;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "-100 to 100; higher goes first (default: the workflow's).")
  private @Nullable Integer priority;

  @Option(
      names = {"-f", "--follow"},
      description = "Follows the run to its end, as 'run' does.")
  private boolean follow;

  TriggerCommand(Environment environment) {
    super(environment);
  }

  @Override
  ExitCode execute() throws InterruptedException {
    WorkflowName name = WorkflowName.parse(workflow, this::wrong);
    ObjectNode request = Api.JSON.createObjectNode();
    request.set("params", parameters.json(() -> api().get(name.path())));
    if (priority != null) {
      request.put("priority", priority);
    }
    JsonNode run =
        api()
            .post(
                name.path() + "/runs",
                request,
                Map.of(Api.IDEMPOTENCY_KEY, key == null ? UUID.randomUUID().toString() : key));
    String id = Fields.text(run, "id", "");
    // With a key of its own, the command only asked twice.
    boolean duplicate = key != null && run.path("duplicate").asBoolean(false);
    if (follow) {
      if (duplicate) {
        note("There is a run with this key already: " + id + ".");
      }
      return new Following(api(), environment, json()).follow(id);
    }
    if (json()) {
      print(run);
    } else {
      println(
          "Run %s of %s%s"
              .formatted(id, name, duplicate ? "  (this key's run was there already)" : ""));
    }
    return ExitCode.SUCCEEDED;
  }
}
