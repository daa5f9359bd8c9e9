package io.carillon.cli.command;

import io.carillon.cli.api.Api;
import io.carillon.cli.follow.LiveTree;
import io.carillon.cli.follow.PlainProgress;
import io.carillon.cli.follow.Progress;
import io.carillon.cli.follow.RunFollower;
import io.carillon.cli.follow.RunSummary;
import io.carillon.cli.follow.RunView;
import io.carillon.cli.terminal.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Follows a run on behalf of a command; Ctrl-C leaves it running. */
final class Following {

  private final Api api;
  private final Environment environment;
  private final boolean json;

  Following(Api api, Environment environment, boolean json) {
    this.api = api;
    this.environment = environment;
    this.json = json;
  }

  ExitCode follow(String runId) throws InterruptedException {
    Progress progress =
        json
            ? Progress.silent()
            : environment.live() ? new LiveTree(environment) : new PlainProgress(environment);
    Detachment detachment = Detachment.whenInterrupted(() -> detach(runId, progress));
    RunFollower.Ending ending;
    try {
      ending = new RunFollower(api, environment).follow(runId, progress);
    } finally {
      detachment.close();
    }
    if (json) {
      environment.out().println(json(ending).toPrettyString());
    } else {
      new RunSummary(api, environment).print(ending);
    }
    return RunView.of(ending.run()).succeeded() ? ExitCode.SUCCEEDED : ExitCode.FAILED;
  }

  static JsonNode json(RunFollower.Ending ending) {
    ObjectNode json = Api.JSON.createObjectNode();
    json.set("run", ending.run());
    json.set("tasks", ending.tasks());
    return json;
  }

  private void detach(String runId, Progress progress) {
    progress.close();
    environment.err().println();
    environment.err().println("Detached; run " + runId + " goes on.");
    environment.err().println("  carillon logs " + runId + " -f    to follow it again");
    environment.err().println("  carillon cancel " + runId + "    to stop it");
    environment.err().flush();
  }
}
