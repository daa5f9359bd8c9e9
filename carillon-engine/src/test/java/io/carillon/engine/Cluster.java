package io.carillon.engine;

import static org.awaitility.Awaitility.await;

import io.carillon.engine.cluster.ClusterView.PartitionView;
import io.carillon.engine.cluster.Member;
import io.carillon.engine.loop.SteadyClock;
import io.carillon.engine.loop.ThreadLoops;
import io.carillon.engine.peer.GrpcPeers;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.store.Database;
import io.carillon.store.DatabaseConfig;
import io.carillon.worker.Worker;
import io.carillon.worker.WorkerConfig;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Several servers on one database, with real gRPC between them, and workers. */
final class Cluster implements AutoCloseable {

  private static final AtomicLong INCARNATIONS = new AtomicLong();

  final Registry registry = new Registry();
  private final DatabaseConfig databaseConfig;
  private final Path directory;
  private final Map<String, Node> nodes = new ConcurrentHashMap<>();
  private final List<Worker> workers = new ArrayList<>();

  Cluster(DatabaseConfig databaseConfig, Path directory) {
    this.databaseConfig = databaseConfig;
    this.directory = directory;
  }

  /** A server with connections of its own. */
  record Node(String name, Database database, Engine engine, Server grpc) {

    String address() {
      return "127.0.0.1:" + grpc.getPort();
    }

    Answer submit(Command command) {
      return engine.submit(command).orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  Node start(String name) {
    long incarnation = INCARNATIONS.incrementAndGet();
    Database database = Database.open(databaseConfig);
    Engine engine =
        new Engine(
            EngineConfig.named(name, incarnation),
            new EnginePorts(
                database.partitionStore(),
                registry.membership(),
                new GrpcPeers(new Member(name, incarnation, ""), "peers"),
                worker -> {},
                () -> UUID.randomUUID().toString(),
                new ThreadLoops(SteadyClock.system())));
    try {
      Server grpc =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .executor(Executors.newVirtualThreadPerTaskExecutor())
              .addService(engine.workerService(new MemoryLogs(), "secret"::equals))
              .addService(engine.peerService("peers"::equals))
              .build()
              .start();
      engine.start("127.0.0.1:" + grpc.getPort());
      Node node = new Node(name, database, engine, grpc);
      nodes.put(name, node);
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends a server as SIGTERM does. */
  void stop(String name) {
    Node node = nodes.remove(name);
    if (node != null) {
      node.engine().close();
      node.grpc().shutdownNow();
      node.database().close();
    }
  }

  /** The server does nothing any more, and its lease has run out. */
  void crash(String name) {
    Node node = nodes.remove(name);
    if (node != null) {
      node.grpc().shutdownNow();
      node.database().close();
      registry.drop(name);
      node.engine().close();
    }
  }

  /** Until every partition is served, and the servers agree where. */
  void awaitSettled() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                nodes.values().stream().allMatch(node -> node.engine().healthy())
                    && nodes.values().stream().mapToInt(Cluster::serves).sum() == 8);
  }

  static int serves(Node node) {
    int served = 0;
    for (PartitionView partition : node.engine().cluster().partitions()) {
      served += partition.served() != null ? 1 : 0;
    }
    return served;
  }

  Worker worker(String at, int capacity, World.Scripted... types) {
    Node node = nodes.get(at);
    if (node == null) {
      throw new IllegalArgumentException("Expected a server named " + at);
    }
    Worker worker =
        Worker.start(
            WorkerConfig.of(List.of(node.address()), "secret")
                .withCapacity(capacity)
                .withDataDir(directory.resolve("worker"))
                .withDrainTimeout(Duration.ZERO)
                .withTaskTypes(List.of(types)));
    workers.add(worker);
    return worker;
  }

  @Override
  public void close() {
    workers.forEach(Worker::close);
    List.copyOf(nodes.keySet()).forEach(this::stop);
  }
}
