package io.carillon.server;

import com.github.benmanes.caffeine.cache.Ticker;
import io.carillon.cluster.AloneMembership;
import io.carillon.cluster.Credentials;
import io.carillon.cluster.Registries;
import io.carillon.cluster.RegistryConfig;
import io.carillon.engine.Engine;
import io.carillon.engine.EngineConfig;
import io.carillon.engine.EnginePorts;
import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.Membership;
import io.carillon.engine.cluster.NameTakenException;
import io.carillon.engine.cluster.RegistryException;
import io.carillon.engine.log.LogStore;
import io.carillon.engine.loop.SteadyClock;
import io.carillon.engine.loop.ThreadLoops;
import io.carillon.engine.peer.GrpcPeers;
import io.carillon.server.access.FirstAdmin;
import io.carillon.server.access.Role;
import io.carillon.server.access.Secrets;
import io.carillon.server.access.Tokens;
import io.carillon.server.engine.EnginePort;
import io.carillon.server.health.Readiness;
import io.carillon.server.log.DatabaseLogStore;
import io.carillon.server.log.FileLogStore;
import io.carillon.server.worker.EmbeddedWorker;
import io.carillon.server.worker.SeenWorkers;
import io.carillon.server.worker.WorkerPort;
import io.carillon.server.workflow.Examples;
import io.carillon.store.Database;
import io.carillon.store.StoreException;
import io.carillon.store.UnusableDatabaseException;
import io.carillon.worker.Worker;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that runs: data folder, database, engine, gRPC port, REST API, and the embedded worker,
 * begun in this order.
 *
 * <p>It ends in reverse: load balancers are told, and given time; no requests are taken any more;
 * the embedded worker lets its tasks end and reports them; the engine commits what was decided;
 * then ports, logs and database close.
 */
final class ServerProcess implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServerProcess.class);
  private static final String BY = "server";

  /** How soon a worker's name is written after the database was away. */
  private static final long SEEN_PAUSE_MILLIS = 1_000;

  private final Closing closing = new Closing();

  /** In the milliseconds that the database keeps, so that an instant is the same everywhere. */
  private final InstantSource clock = Clock.tickMillis(ZoneOffset.UTC);

  private final Secrets secrets = new Secrets(new SecureRandom());
  private final ServerConfig config;
  private final InetAddress host;
  private final DataFolder folder;
  private int httpPort;
  private int grpcPort;

  private ServerProcess(ServerConfig config) {
    this.config = config;
    this.host = address(config.host());
    this.folder = DataFolder.open(config.data());
    closing.later("the data folder", folder);
  }

  /**
   * Starts; returns when the server serves.
   *
   * @param screen is shown the first password
   * @throws BadOptionException if it cannot start as configured
   */
  static ServerProcess start(ServerConfig config, PrintStream screen) throws IOException {
    ServerProcess process = new ServerProcess(config);
    boolean serves = false;
    try {
      process.run(screen);
      serves = true;
      return process;
    } catch (StoreException
        | UnusableDatabaseException
        | NameTakenException
        | RegistryException e) {
      throw new BadOptionException(String.valueOf(e.getMessage()));
    } finally {
      if (!serves) {
        process.close();
      }
    }
  }

  private void run(PrintStream screen) throws IOException {
    Database database = Database.open(config.databaseConfig());
    closing.later("the database", database);
    LogStore logs = logs(database);
    Tokens tokens = new Tokens(database.accounts(), secrets, clock, Ticker.systemTicker());
    String name =
        config.name() != null
            ? config.name()
            : folder.remember("server.name", Reachable.machine() + "-" + secrets.name());
    Engine engine = engine(name, database, logs, tokens);
    // Not before this server has its place: what cannot be started as configured shows no password.
    FirstAdmin.ensure(database.accounts(), Components.passwordEncoder(), secrets, clock, screen);
    Components components =
        new Components(
            new Components.Outside(
                database.accounts(),
                database.queries(),
                database.workers(),
                EnginePort.of(engine),
                logs,
                tokens,
                secrets,
                clock),
            config.maxStreams());
    String workerToken = tokens.replace("local-worker:" + name, Role.WORKER, BY);
    if (config.embeddedWorker()) {
      Worker worker = EmbeddedWorker.start(local(grpcPort), workerToken, folder.resolve("worker"));
      closing.later("the embedded worker", worker);
    }
    HttpServer http = HttpServer.start(host, config.httpPort(), components);
    closing.later("the REST API", http);
    httpPort = http.port();
    if (!config.alone()) {
      closing.later("the partitions", engine::drain);
    }
    closing.later("the time for load balancers", () -> drain(components.readiness));
    if (config.examples() != null) {
      Examples.load(config.examples(), components.saver);
    }
    writeClientFile(tokens.replace("local-cli:" + name, Role.ADMIN, BY), workerToken);
    writeReadyFile();
    log.info("Server {} serves {} and workers at {}", name, url(), local(grpcPort));
  }

  private LogStore logs(Database database) throws IOException {
    if (config.logsInDatabase()) {
      DatabaseLogStore logs = new DatabaseLogStore(database.logs(), config.logLimit());
      closing.later("the logs", logs);
      return logs;
    }
    FileLogStore logs = new FileLogStore(folder.resolve("logs"), config.logLimit());
    closing.later("the logs", logs);
    return logs;
  }

  private Engine engine(String name, Database database, LogStore logs, Tokens tokens)
      throws IOException {
    long incarnation = secrets.number();
    SeenWorkers seen =
        new SeenWorkers(
            worker ->
                database.workers().seen(worker.id(), worker.name(), worker.host(), clock.instant()),
            SEEN_PAUSE_MILLIS);
    closing.later("the names of workers", seen);
    Engine engine =
        new Engine(
            EngineConfig.named(name, incarnation),
            new EnginePorts(
                database.partitionStore(),
                membership(database),
                new GrpcPeers(
                    new Member(name, incarnation, ""),
                    database.settings().peerToken(secrets::token)),
                seen,
                secrets::token,
                new ThreadLoops(SteadyClock.system())));
    WorkerPort port;
    try {
      port = port(services(engine, database, logs, tokens));
    } catch (BadOptionException e) {
      engine.close();
      throw e;
    }
    closing.later("the gRPC port", port::close);
    closing.later("the engine", engine);
    closing.later("the gRPC port to new workers", port::refuse);
    grpcPort = port.port();
    engine.start(Reachable.anywhere(config.advertise(), host, grpcPort));
    return engine;
  }

  private Membership membership(Database database) {
    String registry = config.registryUrl();
    if (registry == null) {
      return new AloneMembership();
    }
    Credentials credentials =
        config.registryUser() == null || config.registryPassword() == null
            ? null
            : new Credentials(config.registryUser(), config.registryPassword());
    return Registries.open(
        new RegistryConfig(
            registry, config.memberLease(), config.memberLease().dividedBy(4), credentials),
        database.members());
  }

  private List<ServerServiceDefinition> services(
      Engine engine, Database database, LogStore logs, Tokens tokens) {
    ServerServiceDefinition workers = engine.workerService(logs, tokens::acceptsWorker);
    if (config.alone()) {
      return List.of(workers);
    }
    String token = database.settings().peerToken(secrets::token);
    return List.of(workers, engine.peerService(given -> Secrets.same(token, given)));
  }

  private WorkerPort port(List<ServerServiceDefinition> services) throws IOException {
    try {
      return WorkerPort.open(new InetSocketAddress(host, config.grpcPort()), services);
    } catch (IOException e) {
      throw HttpServer.portInUse("grpc-port", config.grpcPort());
    }
  }

  String url() {
    return "http://" + local(httpPort);
  }

  int grpcPort() {
    return grpcPort;
  }

  private String local(int port) {
    return Reachable.here(host, port);
  }

  /** Serves on while load balancers notice that it will not. */
  private void drain(Readiness readiness) throws InterruptedException {
    readiness.drain();
    new CountDownLatch(1).await(config.drain().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void writeClientFile(String token, String workerToken) throws IOException {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("url", url());
    json.put("token", token);
    json.put("grpc", local(grpcPort));
    json.put("worker_token", workerToken);
    folder.writeSecret("client.json", json);
  }

  private void writeReadyFile() throws IOException {
    if (config.readyFile() == null) {
      return;
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("url", url());
    json.put("http_port", (long) httpPort);
    json.put("grpc", local(grpcPort));
    json.put("grpc_port", (long) grpcPort);
    json.put("pid", ProcessHandle.current().pid());
    DataFolder.writeWhole(config.readyFile(), json, "rw-r--r--");
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new BadOptionException(
          "Expected --host to be an address of this machine, but %s is unknown".formatted(host));
    }
  }

  @Override
  public void close() {
    closing.close();
  }
}
