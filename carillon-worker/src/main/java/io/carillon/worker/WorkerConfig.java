package io.carillon.worker;

import io.carillon.sdk.TaskType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Settings of a {@link Worker}.
 *
 * <pre>{@code
 * WorkerConfig config =
 *     WorkerConfig.of(List.of("carillon.example.org:7401"), System.getenv("CARILLON_TOKEN"))
 *         .withPools(List.of("etl"))
 *         .withCapacity(32);
 * }</pre>
 *
 * @param servers host:port of servers; one that answers tells of the others
 * @param token asked at each connection, so that it may be renewed
 * @param name for people; need not be unique
 * @param pools which pools it takes attempts from
 * @param tags what tasks may ask for
 * @param capacity how many attempts run at once, from 1
 * @param dataDir for logs and work directories; several workers may share it
 * @param drainTimeout how long running attempts may go on when the worker ends, before they are
 *     stopped and handed back: a schedulers' usual stop grace of 30 s
 * @param stopGrace how long an attempt may take to stop before it is reported as {@code
 *     did_not_stop}
 * @param logLimit bytes of one attempt's log; what a task writes beyond is dropped
 * @param taskTypes what it can run
 * @param jobs context class loader of the attempts' threads: where classes of jobs are looked for
 */
public record WorkerConfig(
    List<String> servers,
    Supplier<String> token,
    String name,
    List<String> pools,
    List<String> tags,
    int capacity,
    Path dataDir,
    Duration drainTimeout,
    Duration stopGrace,
    long logLimit,
    List<TaskType<?>> taskTypes,
    ClassLoader jobs) {

  public WorkerConfig {
    servers = List.copyOf(servers);
    pools = List.copyOf(pools);
    tags = List.copyOf(tags);
    taskTypes = List.copyOf(taskTypes);
    require(!servers.isEmpty(), "servers", "at least one host:port", servers);
    require(!pools.isEmpty(), "pools", "at least one pool", pools);
    require(capacity >= 1 && capacity <= 100_000, "capacity", "1 to 100000", capacity);
    require(!drainTimeout.isNegative(), "drainTimeout", "0 or more", drainTimeout);
    require(!stopGrace.isNegative(), "stopGrace", "0 or more", stopGrace);
    require(logLimit >= 1024, "logLimit", "at least 1024 bytes", logLimit);
  }

  /** The defaults, with every task type that {@link ServiceLoader} finds. */
  public static WorkerConfig of(List<String> servers, String token) {
    return of(servers, () -> token);
  }

  /** The defaults, with every task type that {@link ServiceLoader} finds. */
  public static WorkerConfig of(List<String> servers, Supplier<String> token) {
    ClassLoader loader = WorkerConfig.class.getClassLoader();
    return new WorkerConfig(
        servers,
        token,
        Machine.hostName() + ":" + ProcessHandle.current().pid(),
        List.of("default"),
        List.of(),
        Math.max(8, 2 * Runtime.getRuntime().availableProcessors()),
        Machine.dataDirectory().resolve("worker"),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        16L * 1024 * 1024,
        installed(loader),
        loader);
  }

  private static List<TaskType<?>> installed(ClassLoader loader) {
    return ServiceLoader.load(TaskType.class, loader).stream()
        .<TaskType<?>>map(ServiceLoader.Provider::get)
        .toList();
  }

  public WorkerConfig withName(String newName) {
    return with(draft -> draft.name = newName);
  }

  public WorkerConfig withPools(List<String> newPools) {
    return with(draft -> draft.pools = newPools);
  }

  public WorkerConfig withTags(List<String> newTags) {
    return with(draft -> draft.tags = newTags);
  }

  public WorkerConfig withCapacity(int newCapacity) {
    return with(draft -> draft.capacity = newCapacity);
  }

  public WorkerConfig withDataDir(Path newDataDir) {
    return with(draft -> draft.dataDir = newDataDir);
  }

  public WorkerConfig withDrainTimeout(Duration newDrainTimeout) {
    return with(draft -> draft.drainTimeout = newDrainTimeout);
  }

  public WorkerConfig withStopGrace(Duration newStopGrace) {
    return with(draft -> draft.stopGrace = newStopGrace);
  }

  public WorkerConfig withLogLimit(long newLogLimit) {
    return with(draft -> draft.logLimit = newLogLimit);
  }

  public WorkerConfig withTaskTypes(List<? extends TaskType<?>> newTaskTypes) {
    return with(draft -> draft.taskTypes = List.copyOf(newTaskTypes));
  }

  public WorkerConfig withJobs(ClassLoader newJobs) {
    return with(draft -> draft.jobs = newJobs);
  }

  private WorkerConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.config();
  }

  /** The settings while one of them is changed. */
  private static final class Draft {
    private final WorkerConfig before;
    private String name;
    private List<String> pools;
    private List<String> tags;
    private int capacity;
    private Path dataDir;
    private Duration drainTimeout;
    private Duration stopGrace;
    private long logLimit;
    private List<TaskType<?>> taskTypes;
    private ClassLoader jobs;

    Draft(WorkerConfig before) {
      this.before = before;
      this.name = before.name;
      this.pools = before.pools;
      this.tags = before.tags;
      this.capacity = before.capacity;
      this.dataDir = before.dataDir;
      this.drainTimeout = before.drainTimeout;
      this.stopGrace = before.stopGrace;
      this.logLimit = before.logLimit;
      this.taskTypes = before.taskTypes;
      this.jobs = before.jobs;
    }

    WorkerConfig config() {
      return new WorkerConfig(
          before.servers,
          before.token,
          name,
          pools,
          tags,
          capacity,
          dataDir,
          drainTimeout,
          stopGrace,
          logLimit,
          taskTypes,
          jobs);
    }
  }

  private static void require(boolean fine, String field, String expected, Object found) {
    if (!fine) {
      throw new IllegalArgumentException(
          "Expected %s to be %s, but it is %s".formatted(field, expected, found));
    }
  }
}
