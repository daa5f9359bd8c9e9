package io.carillon.engine;

import io.carillon.engine.log.LogStore;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.store.PartitionStore;
import io.grpc.ServerServiceDefinition;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A running server: the partitions that it owns, the router to them and the gateway for workers.
 *
 * <pre>{@code
 * Engine engine = Engine.start(config, store, logs, authenticator, InstantSource.system());
 * Answer answer = engine.submit(new Command.CancelRun(runId, "alice")).join();
 * }</pre>
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Engine implements AutoCloseable {

  private Engine() {}

  /** Claims the partitions, loads their state and goes on where the last owner stopped. */
  public static Engine start(
      EngineConfig config,
      PartitionStore store,
      LogStore logs,
      WorkerAuthenticator authenticator,
      InstantSource clock) {
    throw new UnsupportedOperationException();
  }

  /**
   * Sends a command to its partition.
   *
   * @return completed when the effect is durable; or completed exceptionally with {@link
   *     OverloadedException}
   */
  public CompletableFuture<Answer> submit(Command command) {
    throw new UnsupportedOperationException();
  }

  /** The gRPC service for workers, authenticated; to be served by a gRPC server. */
  public ServerServiceDefinition workerGateway() {
    throw new UnsupportedOperationException();
  }

  /** Workers with a session here. */
  public List<WorkerInfo> workers() {
    throw new UnsupportedOperationException();
  }

  /** Config schemas (JSON Schema) of the task types that connected workers offer, by type. */
  public Map<String, String> taskTypes() {
    throw new UnsupportedOperationException();
  }

  /**
   * Calls {@code listener} with each committed change of the run, in order, until the subscription
   * is closed. The listener must be quick.
   */
  public LogStore.Subscription follow(long runId, Consumer<RunChange> listener) {
    throw new UnsupportedOperationException();
  }

  /** Whether every partition is served and the database answered last time. */
  public boolean healthy() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
