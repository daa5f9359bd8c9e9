package io.carillon.engine;

import io.carillon.engine.gateway.WorkerAuthenticator;
import io.carillon.engine.gateway.WorkerGateway;
import io.carillon.engine.gateway.WorkerInfo;
import io.carillon.engine.log.LogStore;
import io.carillon.engine.partition.Committer;
import io.carillon.engine.partition.Definitions;
import io.carillon.engine.partition.Followers;
import io.carillon.engine.partition.OverloadedException;
import io.carillon.engine.partition.PartitionHost;
import io.carillon.engine.partition.RunChange;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.kernel.Ids;
import io.carillon.kernel.partition.Limits;
import io.carillon.store.PartitionStore;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: the partitions that it owns, the router to them and the gateway for workers.
 *
 * <pre>{@code
 * Engine engine =
 *     Engine.start(config, store, logs, authenticator, worker -> {}, InstantSource.system());
 * Answer answer = engine.submit(new Command.CancelRun(runId, "alice")).join();
 * }</pre>
 */
public final class Engine implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  /** Characters of the compiled definitions that are kept: some 20,000 small ones. */
  private static final int DEFINITIONS = 16 * 1024 * 1024;

  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(5);

  private final Committer committer;
  private final Followers followers = new Followers();
  private final WorkerGateway gateway;
  private final List<PartitionHost> hosts = new ArrayList<>();

  private Engine(Committer committer, WorkerGateway gateway) {
    this.committer = committer;
    this.gateway = gateway;
  }

  /**
   * Claims the partitions, loads their state and goes on where the last owner stopped.
   *
   * @param workerConnected told of each worker that connects
   * @throws io.carillon.store.StoreException if the database does not answer
   */
  public static Engine start(
      EngineConfig config,
      PartitionStore store,
      LogStore logs,
      WorkerAuthenticator authenticator,
      Consumer<WorkerInfo> workerConnected,
      InstantSource clock) {
    WorkerGateway gateway =
        new WorkerGateway(
            config.serverName(), config.workerLease(), logs, authenticator, workerConnected, clock);
    Engine engine = new Engine(new Committer(store), gateway);
    try {
      Definitions definitions = new Definitions(store, DEFINITIONS);
      Limits limits =
          Limits.of(Math.max(100, config.activeLimit() / store.partitions()), config.workerLease());
      for (int partition = 0; partition < store.partitions(); partition++) {
        engine.hosts.add(
            new PartitionHost(
                partition,
                config.serverName(),
                store,
                definitions,
                engine.committer,
                gateway.outside(),
                engine.followers,
                limits,
                config.inboxLimit(),
                clock));
      }
      gateway.start(engine.hosts);
      return engine;
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /**
   * Sends a command to its partition.
   *
   * @return completed when the effect is durable; or completed exceptionally with {@link
   *     OverloadedException}
   */
  public CompletableFuture<Answer> submit(Command command) {
    return switch (command) {
      case Command.SaveWorkflow save ->
          host(save.namespace(), save.name()).submit(save, Definitions.compile(save.source()));
      case Command.DeleteWorkflow delete -> submit(host(delete.namespace(), delete.name()), delete);
      case Command.Trigger trigger ->
          submit(host(trigger.namespace(), trigger.workflow()), trigger);
      case Command.CancelRun cancel -> {
        int partition = Ids.partition(cancel.runId());
        yield partition < hosts.size() && cancel.runId() > 0
            ? submit(hosts.get(partition), cancel)
            : CompletableFuture.completedFuture(
                new Answer.Rejected(
                    Answer.Code.RUN_NOT_FOUND,
                    "Expected an existing run, but found none with id " + cancel.runId()));
      }
    };
  }

  private static CompletableFuture<Answer> submit(PartitionHost host, Command command) {
    return host.submit(command, null);
  }

  /** A workflow's partition follows from its name, so that everybody finds it alike. */
  private PartitionHost host(String namespace, String workflow) {
    int hash = (namespace + "/" + workflow).hashCode() * 0x9E3779B9;
    return hosts.get(Math.floorMod(hash ^ (hash >>> 16), hosts.size()));
  }

  /** The gRPC service for workers, authenticated; to be served by a gRPC server. */
  public ServerServiceDefinition workerGateway() {
    return gateway.service();
  }

  /** Workers with a session here. */
  public List<WorkerInfo> workers() {
    return gateway.workers();
  }

  /** Config schemas (JSON Schema) of the task types that connected workers offer, by type. */
  public Map<String, String> taskTypes() {
    return gateway.taskTypes();
  }

  /**
   * Calls {@code listener} with each committed change of the run, in order, until the subscription
   * is closed. The listener must be quick.
   */
  public LogStore.Subscription follow(long runId, Consumer<RunChange> listener) {
    followers.add(runId, listener);
    return () -> followers.remove(runId, listener);
  }

  /** Whether every partition is served and the database answered last time. */
  public boolean healthy() {
    return committer.answering() && hosts.stream().allMatch(PartitionHost::serving);
  }

  /** Commits what was decided and ends. Workers keep what they run, and come back later. */
  @Override
  public void close() {
    gateway.close();
    hosts.forEach(PartitionHost::stop);
    boolean ended = awaitHosts();
    committer.close();
    if (!ended && !awaitHosts()) {
      log.warn("Some partitions did not end in time; nothing that was answered is lost");
    }
  }

  private boolean awaitHosts() {
    try {
      for (PartitionHost host : hosts) {
        if (!host.awaitEnd(PATIENCE_AT_CLOSE)) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
