package io.carillon.cli.follow;

import io.carillon.cli.api.Api;
import io.carillon.cli.api.Event;
import io.carillon.cli.api.Subscription;
import io.carillon.cli.terminal.Environment;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Watches a run until it has ended. */
public final class RunFollower {

  private static final Duration TICK = Duration.ofMillis(100);

  private final Api api;
  private final Environment environment;

  public RunFollower(Api api, Environment environment) {
    this.api = api;
    this.environment = environment;
  }

  /**
   * A run that has ended.
   *
   * @param run as the API shows it
   * @param tasks the list of its task runs as the API shows them
   */
  public record Ending(JsonNode run, JsonNode tasks) {}

  /** Returns when the run has ended; {@code progress} is closed then. */
  public Ending follow(String runId, Progress progress) throws InterruptedException {
    Map<String, TaskView> tasks = new HashMap<>();
    try (Subscription events =
        new Subscription(
            api, Api.path("runs", runId, "events"), environment.clock(), environment.patience())) {
      watch(events, tasks, progress);
    }
    // The stream may have ended with changes of tasks that it did not tell any more.
    Ending ending = read(api, runId);
    for (JsonNode node : ending.tasks.values()) {
      TaskView task = TaskView.of(node);
      progress.task(tasks.put(task.name(), task), task);
    }
    progress.run(RunView.of(ending.run));
    progress.close();
    return ending;
  }

  /** A run and its tasks as they are now. */
  public static Ending read(Api api, String runId) {
    JsonNode run = api.get(Api.path("runs", runId));
    return new Ending(run, api.get(Api.path("runs", runId, "tasks")).path("items"));
  }

  private static void watch(Subscription events, Map<String, TaskView> tasks, Progress progress)
      throws InterruptedException {
    boolean ended = false;
    while (true) {
      @Nullable Event event = events.poll(TICK);
      if (event == null) {
        if (ended) {
          return;
        }
        progress.tick(events.connected());
        continue;
      }
      switch (event.name()) {
        case "run" -> {
          RunView run = RunView.of(Api.JSON.readTree(event.data()));
          ended = run.ended();
          progress.run(run);
        }
        case "task" -> {
          TaskView task = TaskView.of(Api.JSON.readTree(event.data()));
          progress.task(tasks.put(task.name(), task), task);
        }
        case "end" -> {
          return;
        }
        default -> {
          // A newer server's event.
        }
      }
    }
  }
}
