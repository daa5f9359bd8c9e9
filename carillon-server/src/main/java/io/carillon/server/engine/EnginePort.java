package io.carillon.server.engine;

import io.carillon.engine.Engine;
import io.carillon.engine.cluster.ClusterView;
import io.carillon.engine.gateway.WorkerInfo;
import io.carillon.engine.log.LogStore.Subscription;
import io.carillon.engine.partition.RunChange;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What the API asks of the engine; see {@link Engine}, which tests replace by one in memory. */
public interface EnginePort {

  CompletableFuture<Answer> submit(Command command);

  List<WorkerInfo> workers();

  Map<String, String> taskTypes();

  Subscription follow(long runId, Consumer<RunChange> listener);

  boolean healthy();

  ClusterView cluster();

  /** The running engine. */
  static EnginePort of(Engine engine) {
    return new EnginePort() {
      @Override
      public CompletableFuture<Answer> submit(Command command) {
        return engine.submit(command);
      }

      @Override
      public List<WorkerInfo> workers() {
        return engine.workers();
      }

      @Override
      public Map<String, String> taskTypes() {
        return engine.taskTypes();
      }

      @Override
      public Subscription follow(long runId, Consumer<RunChange> listener) {
        return engine.follow(runId, listener);
      }

      @Override
      public boolean healthy() {
        return engine.healthy();
      }

      @Override
      public ClusterView cluster() {
        return engine.cluster();
      }
    };
  }
}
