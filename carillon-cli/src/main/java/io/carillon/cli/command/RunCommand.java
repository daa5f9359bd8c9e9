package io.carillon.cli.command;

import io.carillon.cli.api.Api;
import io.carillon.cli.api.Fields;
import io.carillon.cli.terminal.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "run",
    description = "Stores a workflow from a file, runs it and follows the run to its end.")
final class RunCommand extends ClientCommand {

  @Parameters(index = "0", paramLabel = "FILE", description = "The workflow's file.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Mixin private ParameterOption parameters = new ParameterOption();

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "For a file that names none (default: default).")
  private @Nullable String namespace;

  RunCommand(Environment environment) {
    super(environment);
  }

  @Override
  ExitCode execute() throws InterruptedException {
    Deployment deployment = new Deployment(api(), environment);
    Deployment.Check check =
        deployment.check(List.of(Definition.read(file, this::wrong))).getFirst();
    if (!check.valid()) {
      if (json()) {
        print(check.json());
      }
      return ExitCode.INVALID;
    }
    JsonNode stored = deployment.store(check, namespace);
    WorkflowName workflow =
        new WorkflowName(Fields.text(stored, "namespace", ""), Fields.text(stored, "name", ""));
    ObjectNode request = Api.JSON.createObjectNode();
    request.set("params", parameters.json(() -> api().get(workflow.path())));
    JsonNode run =
        api()
            .post(
                workflow.path() + "/runs",
                request,
                Map.of(Api.IDEMPOTENCY_KEY, UUID.randomUUID().toString()));
    return new Following(api(), environment, json()).follow(Fields.text(run, "id", ""));
  }
}
