package io.carillon.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.carillon.engine.loop.SteadyClock;
import io.carillon.engine.loop.ThreadLoops;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.sdk.TaskContext;
import io.carillon.sdk.TaskType;
import io.carillon.store.Database;
import io.carillon.store.DatabaseConfig;
import io.carillon.store.PartitionStore;
import io.carillon.worker.Worker;
import io.carillon.worker.WorkerConfig;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One server on a database of its own, and workers that dial it. */
final class World implements AutoCloseable {

  static final String NAMESPACE = "test";

  final Database database;
  private final Path directory;
  private final EngineConfig config;
  private final UnaryOperator<PartitionStore> faults;
  private Engine engine;
  private Alone membership = new Alone();
  private Server grpc;
  private final List<Worker> workers = new ArrayList<>();

  World(DatabaseConfig databaseConfig, Path directory) throws IOException {
    this(databaseConfig, directory, EngineConfig.named("server", 1));
  }

  World(DatabaseConfig databaseConfig, Path directory, EngineConfig config) throws IOException {
    this(databaseConfig, directory, config, store -> store);
  }

  /**
   * @param faults put between the engine and its store
   */
  World(
      DatabaseConfig databaseConfig,
      Path directory,
      EngineConfig config,
      UnaryOperator<PartitionStore> faults)
      throws IOException {
    this.database = Database.open(databaseConfig);
    this.faults = faults;
    this.directory = directory;
    this.config = config;
    this.engine = start();
    this.grpc = serve(0);
  }

  private Engine start() {
    membership = new Alone();
    return new Engine(
        config,
        new EnginePorts(
            faults.apply(database.partitionStore()),
            membership,
            new NoPeers(),
            worker -> {},
            () -> "request",
            new ThreadLoops(SteadyClock.system())));
  }

  private Server serve(int port) throws IOException {
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .addService(engine.workerService(new MemoryLogs(), "secret"::equals))
            .build()
            .start();
    engine.start("127.0.0.1:" + server.getPort());
    return server;
  }

  Alone membership() {
    return membership;
  }

  Engine engine() {
    return engine;
  }

  /** Ends the server and starts it again on the same database and port. */
  void restartServer() throws IOException, InterruptedException {
    int port = grpc.getPort();
    grpc.shutdownNow().awaitTermination();
    engine.close();
    engine = start();
    grpc = serve(port);
  }

  Worker worker(int capacity, TaskType<?>... types) {
    WorkerConfig workerConfig =
        WorkerConfig.of(List.of("127.0.0.1:" + grpc.getPort()), "secret")
            .withCapacity(capacity)
            .withDataDir(directory.resolve("worker"))
            .withDrainTimeout(Duration.ZERO)
            .withTaskTypes(List.of(types));
    Worker worker = Worker.start(workerConfig);
    workers.add(worker);
    return worker;
  }

  Answer submit(Command command) {
    return engine.submit(command).orTimeout(20, SECONDS).join();
  }

  void save(String name, String tasks) {
    String source = "name: %s\ntasks:\n%s".formatted(name, tasks.indent(2));
    Answer answer = submit(new Command.SaveWorkflow(NAMESPACE, name, source, "tester"));
    if (!(answer instanceof Answer.WorkflowSaved)) {
      throw new AssertionError(answer);
    }
  }

  long trigger(String workflow) {
    return ((Answer.RunAccepted) submit(triggerOf(workflow, null))).runId();
  }

  static Command.Trigger triggerOf(String workflow, @Nullable String key) {
    return new Command.Trigger(NAMESPACE, workflow, Map.of(), null, key, null, "tester");
  }

  RunRow run(long id) {
    return Objects.requireNonNull(database.queries().run(id)).run();
  }

  List<TaskRunRow> tasks(long runId) {
    return database.queries().taskRuns(runId);
  }

  RunRow awaitEnd(long runId) {
    if (!run(runId).state().terminal()) {
      await().atMost(Duration.ofSeconds(60)).until(() -> run(runId).state().terminal());
    }
    return run(runId);
  }

  @Override
  public void close() {
    workers.forEach(Worker::close);
    grpc.shutdownNow();
    engine.close();
    database.close();
  }

  /** A task type that does what the test says. */
  record Scripted(String name, Body body) implements TaskType<Scripted.Nothing> {

    record Nothing() {}

    /** What it does. */
    interface Body {
      void run(TaskContext task) throws Exception;
    }

    @Override
    public Class<Nothing> configType() {
      return Nothing.class;
    }

    @Override
    public void run(TaskContext task, Nothing config) throws Exception {
      body.run(task);
    }
  }
}
