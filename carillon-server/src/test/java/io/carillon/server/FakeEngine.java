package io.carillon.server;

import io.carillon.engine.gateway.WorkerInfo;
import io.carillon.engine.log.LogStore.Subscription;
import io.carillon.engine.partition.RunChange;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.server.engine.EnginePort;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** An engine that answers as a test says, by the workflow's name. */
final class FakeEngine implements EnginePort {

  private final Map<String, Function<Command, CompletableFuture<Answer>>> answers =
      new ConcurrentHashMap<>();
  private final Map<Long, Consumer<RunChange>> followers = new ConcurrentHashMap<>();
  private final Map<Long, Runnable> onFollow = new ConcurrentHashMap<>();

  void answer(String workflow, Function<Command, CompletableFuture<Answer>> how) {
    answers.put(workflow, how);
  }

  /** Done when somebody follows the run, before anything else. */
  void onFollow(long run, Runnable action) {
    onFollow.put(run, action);
  }

  boolean followed(long run) {
    return followers.containsKey(run);
  }

  void publish(RunChange change) {
    Consumer<RunChange> follower = followers.get(change.runId());
    if (follower != null) {
      follower.accept(change);
    }
  }

  @Override
  public CompletableFuture<Answer> submit(Command command) {
    String workflow =
        switch (command) {
          case Command.Trigger trigger -> trigger.workflow();
          case Command.SaveWorkflow save -> save.name();
          case Command.DeleteWorkflow delete -> delete.name();
          case Command.CancelRun cancel -> "";
        };
    var rejected = new Answer.Rejected(Answer.Code.WORKFLOW_NOT_FOUND, "Expected a workflow");
    return answers
        .getOrDefault(workflow, c -> CompletableFuture.completedFuture(rejected))
        .apply(command);
  }

  @Override
  public List<WorkerInfo> workers() {
    return List.of();
  }

  @Override
  public Map<String, String> taskTypes() {
    return Map.of();
  }

  @Override
  public Subscription follow(long runId, Consumer<RunChange> listener) {
    followers.put(runId, listener);
    onFollow.getOrDefault(runId, () -> {}).run();
    return () -> followers.remove(runId);
  }

  @Override
  public boolean healthy() {
    return true;
  }
}
