package io.carillon.engine;

import io.carillon.engine.cluster.ClusterView;
import io.carillon.engine.cluster.Following;
import io.carillon.engine.cluster.Homes;
import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.Ownership;
import io.carillon.engine.cluster.Router;
import io.carillon.engine.gateway.TokenCheck;
import io.carillon.engine.gateway.WorkerGateway;
import io.carillon.engine.gateway.WorkerInfo;
import io.carillon.engine.gateway.WorkerService;
import io.carillon.engine.log.LogStore;
import io.carillon.engine.partition.Committer;
import io.carillon.engine.partition.Definitions;
import io.carillon.engine.partition.Followers;
import io.carillon.engine.partition.OverloadedException;
import io.carillon.engine.partition.PartitionHost;
import io.carillon.engine.partition.PartitionServices;
import io.carillon.engine.partition.RunChange;
import io.carillon.engine.peer.PeerService;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.kernel.partition.Limits;
import io.carillon.store.PartitionStore;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: the partitions that it owns, the router to them and to the other servers, and
 * the gateway for workers.
 *
 * <pre>{@code
 * Engine engine = new Engine(EngineConfig.named("a", incarnation), ports);
 * // Serve engine.workerService(…) and engine.peerService(…) at a gRPC port, then:
 * engine.start("10.0.0.1:7401");
 * Answer answer = engine.submit(new Command.CancelRun(runId, "alice")).join();
 * }</pre>
 */
public final class Engine implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  /** Characters of the compiled definitions that are kept: some 20,000 small ones. */
  private static final int DEFINITIONS = 16 * 1024 * 1024;

  private static final Duration PATIENCE_AT_START = Duration.ofSeconds(5);
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(5);

  private final EngineConfig config;
  private final EnginePorts ports;
  private final Committer committer;
  private final Followers followers = new Followers();
  private final WorkerGateway gateway;
  private final Ownership ownership;
  private final Router router;
  private final Following following;

  /** Puts an engine together. It owns nothing and answers nobody before {@link #start}. */
  public Engine(EngineConfig config, EnginePorts ports) {
    this.config = config;
    this.ports = ports;
    PartitionStore store = ports.store();
    Limits limits =
        Limits.of(Math.max(100, config.activeLimit() / store.partitions()), config.workerLease());
    this.gateway =
        new WorkerGateway(
            config.serverName(),
            config.workerLease(),
            limits.isolation(),
            () -> ports.membership().view().members().stream().map(Member::address).toList(),
            ports.workerConnected(),
            ports.loops());
    this.committer = new Committer(store, ports.loops());
    PartitionServices services =
        new PartitionServices(
            store, new Definitions(store, DEFINITIONS), committer, gateway.outside(), followers);
    this.ownership =
        new Ownership(
            config.serverName(),
            config.incarnation(),
            store,
            ports.membership(),
            ports.peers(),
            owned -> new PartitionHost(owned, services, limits, config.inboxLimit(), ports.loops()),
            config.ownershipPeriod(),
            ports.loops());
    this.router =
        new Router(new Homes(store), ownership, ports.peers(), ports.requestIds(), ports.loops());
    this.following = new Following(followers, ownership, ports.peers(), ports.loops());
  }

  /**
   * Joins the cluster and begins to own partitions. Returns once those that are this server's are
   * served, or after some seconds: the rest follows by itself.
   *
   * @param address where other servers and workers reach this one, host:port
   * @throws io.carillon.engine.cluster.NameTakenException if another server has the name
   * @throws io.carillon.engine.cluster.RegistryException if the registry cannot be used
   */
  public void start(String address) {
    join(address);
    try {
      ownership.settledOnce().get(PATIENCE_AT_START.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.warn("Some partitions are not served yet; going on");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Never completed with an exception", e);
    }
  }

  /** {@link #start} without waiting. */
  public void join(String address) {
    ports
        .membership()
        .join(new Member(config.serverName(), config.incarnation(), address), this::membersChanged);
    membersChanged();
  }

  private void membersChanged() {
    ownership.wake();
    gateway.serversChanged();
  }

  /**
   * Sends a command to its partition, on this server or another.
   *
   * @return completed when the effect is durable; or completed exceptionally with {@link
   *     OverloadedException}
   */
  public CompletableFuture<Answer> submit(Command command) {
    return router.submit(command);
  }

  /** Where workers come in. */
  public WorkerGateway gateway() {
    return gateway;
  }

  /** The gRPC service for workers, authenticated; to be served by a gRPC server. */
  public ServerServiceDefinition workerService(LogStore logs, TokenCheck tokens) {
    return WorkerService.of(gateway, logs, tokens);
  }

  /** The gRPC service for other servers, authenticated; to be served by a gRPC server. */
  public ServerServiceDefinition peerService(TokenCheck tokens) {
    return PeerService.of(router, ownership, followers, tokens);
  }

  /** Takes what other servers pass on. */
  public Router router() {
    return router;
  }

  public Ownership ownership() {
    return ownership;
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
   * is closed; of a run that another server serves, it only says that there are changes. The
   * listener must be quick.
   */
  public LogStore.Subscription follow(long runId, Consumer<RunChange> listener) {
    return following.follow(runId, listener)::run;
  }

  /** The cluster as this server sees it. */
  public ClusterView cluster() {
    return ownership.view(ports.loops().clock().instant());
  }

  /**
   * Whether this server is a member of its cluster, serves every partition that it should, and the
   * database answered last time.
   */
  public boolean healthy() {
    return committer.answering() && ownership.settled();
  }

  /**
   * Hands all partitions over to the other servers, or, alone, commits what was decided. Commands
   * are still taken, and go where the partitions went. Workers keep what they run.
   */
  public void drain() {
    ownership.leave();
    try {
      for (PartitionHost host : ownership.hosts()) {
        if (!host.awaitEnd(PATIENCE_AT_CLOSE)) {
          log.warn("Partition {} is not handed over in time; nothing answered is lost", host.id());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hands everything over as {@link #drain} does, leaves the cluster, and ends. */
  @Override
  public void close() {
    drain();
    router.close();
    following.close();
    ports.membership().close();
    gateway.close();
    ownership.close();
    committer.close();
    ports.peers().close();
  }
}
