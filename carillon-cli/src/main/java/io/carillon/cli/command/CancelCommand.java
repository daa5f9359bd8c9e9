package io.carillon.cli.command;

import io.carillon.cli.api.Api;
import io.carillon.cli.api.Fields;
import io.carillon.cli.terminal.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(name = "cancel", description = "Stops a run: its running tasks are told to stop.")
final class CancelCommand extends ClientCommand {

  @Mixin private RunArgument run = new RunArgument();

  CancelCommand(Environment environment) {
    super(environment);
  }

  @Override
  ExitCode execute() {
    String id = run.id(api(), this::wrong);
    JsonNode answer = api().post(Api.path("runs", id, "cancel"), Api.JSON.createObjectNode());
    if (json()) {
      print(answer);
    } else {
      println("Run " + id + "  " + Fields.text(answer, "state", "cancelling"));
    }
    return ExitCode.SUCCEEDED;
  }
}
