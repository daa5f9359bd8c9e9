package io.carillon.bench.chaos;

import io.carillon.bench.HttpConnection;
import io.carillon.bench.Pace;
import io.carillon.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.jspecify.annotations.Nullable;

/** Servers, workers, their database and registry, and the links between them. */
final class Cluster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int TICK_MILLIS = 200;
  private static final List<String> JVM =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  /**
   * A server, and the links that lead to it and from it.
   *
   * @param registry {@code null}: it is the database
   */
  record Server(Node node, URI url, Link inbound, Link database, @Nullable Link registry) {

    String name() {
      return node.name();
    }
  }

  private final Path directory;
  private final Ports ports = new Ports();
  private final Postgres postgres;
  private final @Nullable TestingServer zookeeper;
  private final List<Server> servers = new ArrayList<>();
  private final List<Node> workers = new ArrayList<>();
  private String token = "";

  private Cluster(Path directory, ChaosOptions options) throws Exception {
    this.directory = directory;
    this.postgres = new Postgres(directory, ports.free());
    this.zookeeper = options.zookeeper() ? zookeeper(ports.free()) : null;
    for (int i = 0; i < options.servers(); i++) {
      servers.add(server(String.valueOf((char) ('a' + i)), options));
    }
  }

  /** Starts all of it; returns when work can begin. */
  static Cluster start(Path directory, ChaosOptions options) throws Exception {
    Cluster cluster = new Cluster(directory, options);
    // When the harness is told to end, nothing of it stays.
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::kill));
    boolean started = false;
    try {
      cluster.start(options);
      started = true;
      return cluster;
    } finally {
      if (!started) {
        cluster.close();
      }
    }
  }

  private void start(ChaosOptions options) throws IOException {
    // The first makes the tables.
    start(servers.getFirst().node());
    awaitServing(servers.getFirst().node());
    servers.stream().skip(1).forEach(each -> start(each.node()));
    String local = clientToken(servers.getFirst().name());
    token = newToken(local, "chaos", "admin");
    String workerToken = newToken(local, "workers", "worker");
    for (int i = 1; i <= options.workers(); i++) {
      workers.add(worker("w" + i, workerToken, options));
    }
    workers.forEach(this::start);
    servers.forEach(each -> awaitServing(each.node()));
    servers.forEach(each -> await("workers of " + each.name(), () -> knows(each, workers.size())));
  }

  private void awaitServing(Node node) {
    await(
        "server " + node.name(),
        () -> {
          if (!node.alive()) {
            throw new IllegalStateException(
                "Expected server %s to start, but it ended: see the logs in %s"
                    .formatted(node.name(), directory));
          }
          return node.serves();
        });
  }

  private static TestingServer zookeeper(int port) throws Exception {
    InstanceSpec spec = new InstanceSpec(null, port, -1, -1, true, -1, TICK_MILLIS, -1);
    return new TestingServer(spec, true);
  }

  private Server server(String name, ChaosOptions options) {
    int http = ports.free();
    int grpc = ports.free();
    Diallers diallers = new Diallers(this::processes);
    Link inbound = new Link(grpc, diallers::of);
    Link database = new Link(postgres.port(), port -> 0);
    Link registry = zookeeper == null ? null : new Link(zookeeper.getPort(), port -> 0);
    List<String> arguments = new ArrayList<>();
    arguments.add("--name=" + name);
    arguments.add("--http-port=" + http);
    arguments.add("--grpc-port=" + grpc);
    arguments.add("--advertise=" + inbound.address());
    arguments.add("--database=" + postgres.url(database.port()));
    arguments.add("--data=" + directory.resolve(name));
    arguments.add("--ready-file=" + directory.resolve(name + ".ready"));
    arguments.add("--drain=" + options.drain());
    arguments.add(
        "--registry="
            + (registry == null ? "jdbc" : "zookeeper://" + registry.address() + "/carillon"));
    List<String> java = Stream.concat(Stream.of("-Xmx256m"), JVM.stream()).toList();
    Node node = new Node(name, directory, "io.carillon.server.Main", java, arguments);
    return new Server(node, URI.create("http://127.0.0.1:" + http), inbound, database, registry);
  }

  private Node worker(String name, String workerToken, ChaosOptions options) {
    String seeds =
        servers.stream().map(each -> each.inbound.address()).collect(Collectors.joining(","));
    List<String> java = Stream.concat(Stream.of("-Xmx96m"), JVM.stream()).toList();
    return new Node(
        name,
        directory,
        "io.carillon.worker.Main",
        java,
        List.of(
            "--name=" + name,
            "--server=" + seeds,
            "--token=" + workerToken,
            "--capacity=" + options.capacity(),
            "--data=" + directory.resolve(name)));
  }

  List<Server> servers() {
    return servers;
  }

  List<Node> workers() {
    return workers;
  }

  Path directory() {
    return directory;
  }

  String token() {
    return token;
  }

  Postgres postgres() {
    return postgres;
  }

  @Nullable TestingServer zookeeper() {
    return zookeeper;
  }

  void start(Node node) {
    node.start();
  }

  /**
   * Starts a server that may be refused at first, as when the database is away: again and again.
   */
  void startServing(Node node) {
    start(node);
    await(
        "server " + node.name(),
        () -> {
          if (!node.alive()) {
            node.kill();
            Pace.pause(Duration.ofMillis(300));
            start(node);
          }
          return node.serves();
        });
  }

  private Set<Long> processes() {
    return Stream.concat(servers.stream().map(Server::node), workers.stream())
        .map(Node::pid)
        .collect(Collectors.toSet());
  }

  private String clientToken(String server) throws IOException {
    String client = Files.readString(directory.resolve(server).resolve("client.json"));
    return String.valueOf(Json.parseObject(client).get("token"));
  }

  private String newToken(String by, String name, String role) throws IOException {
    try (HttpConnection connection =
        new HttpConnection(servers.getFirst().url, by, Duration.ofSeconds(30))) {
      String body = "{\"name\": \"%s\", \"role\": \"%s\"}".formatted(name, role);
      String made = connection.send("POST", "/api/v1/tokens", "application/json", body).body();
      return String.valueOf(Json.parseObject(made).get("token"));
    }
  }

  private boolean knows(Server server, int expected) {
    try (HttpConnection connection = new HttpConnection(server.url, token, Duration.ofSeconds(5))) {
      String found = connection.send("GET", "/api/v1/workers", "", "").body();
      return found.split("\"name\"", -1).length - 1 >= expected;
    } catch (IOException e) {
      return false;
    }
  }

  private void await(String what, BooleanSupplier done) {
    Pace.await(what + " (see the logs in " + directory + ")", PATIENCE, done);
  }

  /** Without manners: what tasks did is known by then. */
  private void kill() {
    workers.forEach(Node::kill);
    servers.forEach(each -> each.node.kill());
  }

  @Override
  public void close() {
    kill();
    for (Server server : servers) {
      server.inbound.close();
      server.database.close();
      if (server.registry != null) {
        server.registry.close();
      }
    }
    postgres.close();
    try {
      if (zookeeper != null) {
        zookeeper.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
