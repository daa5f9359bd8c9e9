package io.carillon.worker;

import io.carillon.protocol.Register;
import io.carillon.worker.execution.Execution;
import io.carillon.worker.execution.StopReason;
import io.carillon.worker.execution.TaskTypes;
import io.carillon.worker.files.ProcessDirectory;
import io.carillon.worker.log.LogDirectory;
import io.carillon.worker.log.LogShipper;
import io.carillon.worker.session.Dialer;
import io.carillon.worker.session.ServerLinks;
import io.carillon.worker.session.WorkerSessions;
import io.carillon.worker.session.WorkerStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running worker: it dials all servers, takes attempts and runs them until it is closed. Lost
 * connections are its own affair; it needs no server to start.
 *
 * <pre>{@code
 * try (Worker worker = Worker.start(WorkerConfig.of(List.of("localhost:7401"), token))) {
 *   …
 * }
 * }</pre>
 */
public final class Worker implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Worker.class);
  private static final long ALL_LOGS_BYTES = 1024L * 1024 * 1024;
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final WorkerConfig config;
  private final long id;
  private final ProcessDirectory directory;
  private final LogShipper logs;
  private final Execution execution;
  private final ServerLinks links;
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);

  private Worker(WorkerConfig config, TaskTypes types, long id) throws IOException {
    this.config = config;
    this.id = id;
    InstantSource clock = InstantSource.system();
    directory = ProcessDirectory.open(config.dataDir(), id);
    logs = new LogShipper(new LogDirectory(directory.logs(), config.logLimit(), ALL_LOGS_BYTES));
    execution =
        new Execution(types, directory.attempts(), config.jobs(), config.stopGrace(), clock);
    links =
        new ServerLinks(
            new Dialer(config.token()),
            new WorkerSessions(identity(types), config.servers()),
            execution,
            logs,
            clock,
            new SecureRandom());
  }

  /**
   * Starts a worker; returns before it has found a server.
   *
   * @throws IllegalArgumentException if the task types cannot be used
   * @throws UncheckedIOException if the data directory cannot be used
   */
  public static Worker start(WorkerConfig config) {
    TaskTypes types = new TaskTypes(config.taskTypes());
    // Positive, for people; 0 would look like no worker.
    long id = (new SecureRandom().nextLong() >>> 1) | 1;
    Worker worker;
    try {
      worker = new Worker(config, types, id);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot use the worker's data directory " + config.dataDir(), e);
    }
    worker.links.start();
    LOGGER.info(
        "Worker {} ({}) started: pools {}, tags {}, capacity {}, servers {}",
        config.name(),
        id,
        config.pools(),
        config.tags(),
        config.capacity(),
        config.servers());
    return worker;
  }

  private Register identity(TaskTypes types) {
    String version = Worker.class.getPackage().getImplementationVersion();
    return Register.newBuilder()
        .setWorkerId(id)
        .setName(config.name())
        .setHost(Machine.hostName())
        .setVersion(version == null ? "development" : version)
        .addAllPools(config.pools())
        .addAllTags(config.tags())
        .setCapacity(config.capacity())
        .addAllTaskTypes(types.registration())
        .build();
  }

  /** Drawn at the start. */
  public long id() {
    return id;
  }

  /** How things stand. */
  public WorkerStatus status() {
    return links.status();
  }

  /** Waits until it has ended. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /**
   * Takes no more attempts, lets the running ones end, for at most the config's {@code
   * drainTimeout}, stops those that are left and hands them back; waits for the servers'
   * acknowledgements and the logs, for a few seconds; then ends. May be called more than once.
   */
  @Override
  public void close() {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    LOGGER.info("Worker {} ends: {} attempts are running", config.name(), status().running());
    try {
      links.drain();
      if (!await(links.idle(), config.drainTimeout())) {
        LOGGER.info("Stopping and handing back {} attempts", status().running());
        execution.stopAll(StopReason.HAND_BACK);
        await(links.idle(), config.stopGrace().plusSeconds(1));
      }
      if (!await(links.drained(), GOODBYE)) {
        LOGGER.warn("Ending with {} attempts not acknowledged", status().holding());
      }
      logs.close(GOODBYE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private void end() {
    try {
      execution.close();
      links.close();
      logs.close(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      directory.close();
    } catch (IOException e) {
      LOGGER.warn("Cannot close the worker's directory: {}", e.toString());
    }
    ended.countDown();
    LOGGER.info("Worker {} ended", config.name());
  }

  private static boolean await(CompletableFuture<@Nullable Void> future, Duration patience)
      throws InterruptedException {
    try {
      future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Never completed with an exception", e);
    }
  }
}
