package io.carillon.worker.execution;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Finished;
import io.carillon.worker.log.LogShipper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts, each on a platform thread of its own.
 *
 * <p>Not virtual threads: tasks are other people's code. A few that compute, or hang in native
 * code, would take the few carriers that all virtual threads share, and with them every other
 * attempt. There are as many threads as attempts run at once, which the capacity bounds.
 */
public final class Execution implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Execution.class);

  private final TaskTypes types;
  private final Path workDirs;
  private final ClassLoader jobs;
  private final Duration stopGrace;
  private final InstantSource clock;
  private final Map<AttemptId, Attempt> running = new ConcurrentHashMap<>();
  private final AtomicLong threadNumber = new AtomicLong();
  private final ExecutorService threads = Executors.newCachedThreadPool(this::thread);

  /**
   * @param workDirs where attempts get their work directories
   * @param jobs context class loader of the attempts' threads
   * @param stopGrace how long an attempt may take to stop before it is reported as {@code
   *     did_not_stop}
   */
  public Execution(
      TaskTypes types, Path workDirs, ClassLoader jobs, Duration stopGrace, InstantSource clock) {
    this.types = types;
    this.workDirs = workDirs;
    this.jobs = jobs;
    this.stopGrace = stopGrace;
    this.clock = clock;
  }

  /** Starts an attempt, returns at once, and tells {@code events} how it goes. */
  public void start(Dispatch dispatch, LogShipper logs, AttemptEvents events) {
    AttemptId id = dispatch.getId();
    try {
      AttemptContext context = new AttemptContext(dispatch, logs.open(id), workDirs);
      Attempt attempt = new Attempt(dispatch, this, context, logs, events);
      running.put(id, attempt);
      threads.execute(attempt);
    } catch (RuntimeException | Error e) {
      // The system gives no more threads or memory, or the worker ends.
      LOGGER.error("Cannot start attempt {} of run {}", id.getAttempt(), id.getRunId(), e);
      running.remove(id);
      events.finished(id, notStarted(e), true);
    }
  }

  /** Tells an attempt to stop, if it is still there. */
  public void stop(AttemptId id, StopReason reason) {
    Attempt attempt = running.get(id);
    if (attempt != null) {
      attempt.stop(reason);
    }
  }

  /** Ends an attempt at once, if it is still there; {@code reason} if it was not told to stop. */
  public void kill(AttemptId id, StopReason reason) {
    Attempt attempt = running.get(id);
    if (attempt != null) {
      attempt.kill(reason);
    }
  }

  public void stopAll(StopReason reason) {
    running.values().forEach(attempt -> attempt.stop(reason));
  }

  /** Gives the threads back; attempts that did not stop keep theirs. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  void perform(Dispatch dispatch, AttemptContext context) throws Exception {
    types.run(dispatch.getType(), context, dispatch.getConfig().toByteArray());
  }

  void forget(Attempt attempt) {
    running.remove(attempt.id(), attempt);
  }

  ExecutorService threads() {
    return threads;
  }

  ClassLoader jobs() {
    return jobs;
  }

  Duration stopGrace() {
    return stopGrace;
  }

  long now() {
    return clock.millis();
  }

  private Thread thread(Runnable loop) {
    Thread thread = new Thread(loop, "carillon-attempt-" + threadNumber.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  private Finished notStarted(Throwable cause) {
    return Finished.newBuilder()
        .setOutcome(Finished.Outcome.OUTCOME_FAILED)
        .setFailureCode("worker_exhausted")
        .setFailureMessage("Expected the worker to start the attempt, but: " + cause)
        .setRetryable(true)
        .setEndedAt(now())
        .build();
  }
}
