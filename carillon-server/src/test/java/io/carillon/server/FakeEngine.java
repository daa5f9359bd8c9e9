package io.carillon.server;

import io.carillon.engine.cluster.ClusterView;
import io.carillon.engine.cluster.ClusterView.PartitionView;
import io.carillon.engine.cluster.ClusterView.Served;
import io.carillon.engine.cluster.Member;
import io.carillon.engine.gateway.WorkerInfo;
import io.carillon.engine.log.LogStore.Subscription;
import io.carillon.engine.partition.RunChange;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.server.engine.EnginePort;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** An engine that answers as a test says, by the workflow's name. */
final class FakeEngine implements EnginePort {

  static final ClusterView CLUSTER =
      new ClusterView(
          "a",
          true,
          List.of(new Member("a", Long.MAX_VALUE, "10.0.0.1:7401"), new Member("b", 5, "b:7401")),
          List.of(
              new PartitionView(
                  0, "a", 7, "a", new Served(Instant.parse("2026-11-20T12:00:00Z"), 3, 40, 12)),
              new PartitionView(1, "b", 8, "b", null),
              new PartitionView(2, null, 9, "a", null)));

  private final Map<String, Function<Command, CompletableFuture<Answer>>> answers =
      new ConcurrentHashMap<>();
  private final Map<Long, Consumer<RunChange>> followers = new ConcurrentHashMap<>();
  private final Map<Long, Runnable> onFollow = new ConcurrentHashMap<>();
  volatile boolean healthy = true;
  volatile ClusterView cluster = CLUSTER;

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
    return healthy;
  }

  @Override
  public ClusterView cluster() {
    return cluster;
  }
}
