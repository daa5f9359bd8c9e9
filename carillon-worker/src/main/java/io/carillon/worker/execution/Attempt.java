package io.carillon.worker.execution;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.protobuf.ByteString;
import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Finished;
import io.carillon.sdk.TaskFailure;
import io.carillon.worker.files.FileTree;
import io.carillon.worker.log.LogShipper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt on its thread, from the config to the outcome.
 *
 * <p>Stopping: the task's {@code onCancel} actions run, then its thread is interrupted, and again
 * every second, since code that swallows an interrupt once is common. When it still runs after the
 * grace, it is reported as failed with {@code did_not_stop} and its log shows where it stands; its
 * slot stays taken for as long as the thread lives.
 *
 * <p>Killing: the same, without the time that stopping may take: the {@code onKill} actions run,
 * too.
 */
final class Attempt implements Runnable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Attempt.class);
  private static final int MESSAGE_CHARS = 4_000;
  private static final long INTERRUPT_MILLIS = 1_000;
  private static final Duration LOG_PATIENCE = Duration.ofSeconds(1);

  private final Dispatch dispatch;
  private final Execution execution;
  private final AttemptContext context;
  private final LogShipper logs;
  private final AttemptEvents events;

  private final CountDownLatch over = new CountDownLatch(1);

  // All below under this object's monitor.
  private @Nullable Thread thread;
  private @Nullable StopReason stop;
  private boolean ended;
  private boolean reported;
  private long startedAt;

  Attempt(
      Dispatch dispatch,
      Execution execution,
      AttemptContext context,
      LogShipper logs,
      AttemptEvents events) {
    this.dispatch = dispatch;
    this.execution = execution;
    this.context = context;
    this.logs = logs;
    this.events = events;
  }

  AttemptId id() {
    return dispatch.getId();
  }

  @Override
  public void run() {
    Thread current = Thread.currentThread();
    current.setContextClassLoader(execution.jobs());
    Finished.Builder outcome = Finished.newBuilder();
    try {
      if (begin(current)) {
        events.started(id(), startedAt);
        execution.perform(dispatch, context);
        outcome.setOutcome(Finished.Outcome.OUTCOME_SUCCEEDED).setOutputs(outputs());
      }
    } catch (Throwable e) {
      // Also StackOverflowError and OutOfMemoryError: they end the attempt, not the worker.
      fail(outcome, e);
    } finally {
      end(outcome);
    }
  }

  /** False if it was told to stop before it began. */
  private synchronized boolean begin(Thread current) {
    if (stop != null) {
      return false;
    }
    thread = current;
    startedAt = execution.now();
    return true;
  }

  private ByteString outputs() throws TaskFailure {
    return context.outputs().json();
  }

  private void fail(Finished.Builder outcome, Throwable cause) {
    outcome.setOutcome(Finished.Outcome.OUTCOME_FAILED);
    try {
      if (cause instanceof TaskFailure failure) {
        outcome
            .setFailureCode(failure.code())
            .setFailureMessage(shortened(String.valueOf(failure.getMessage())))
            .setRetryable(failure.retryable());
        return;
      }
      outcome
          .setFailureCode("exception")
          .setRetryable(true)
          .setFailureMessage(shortened(cause.toString()));
      if (!context.cancelled()) {
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        context.log(trace.toString().stripTrailing());
      }
    } catch (Throwable e) {
      // An exception whose own message throws, or no memory left to tell.
      outcome
          .setFailureCode("exception")
          .setRetryable(true)
          .setFailureMessage(cause.getClass().getName());
    }
  }

  private static String shortened(String message) {
    return message.length() <= MESSAGE_CHARS
        ? message
        : message.substring(0, MESSAGE_CHARS - 3) + "...";
  }

  private void end(Finished.Builder outcome) {
    synchronized (this) {
      // From here on nobody interrupts: the thread goes back to its pool.
      thread = null;
      ended = true;
      if (stop != null) {
        outcome.clear().mergeFrom(stop.outcome().build());
      }
      outcome.setStartedAt(startedAt).setEndedAt(execution.now());
    }
    over.countDown();
    Thread.interrupted();
    try {
      logs.end(context.log(), LOG_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOGGER.warn("Cannot end the log of attempt {}", name(), e);
    } finally {
      report(outcome.build());
    }
  }

  private void report(Finished outcome) {
    boolean first = claimReport();
    Path workDir = context.madeWorkDir();
    boolean clean = workDir == null;
    if (first) {
      events.finished(id(), outcome, clean);
    }
    if (workDir != null) {
      FileTree.remove(workDir);
    }
    execution.forget(this);
    if (!first || !clean) {
      events.freed(id());
    }
  }

  private synchronized boolean claimReport() {
    boolean first = !reported;
    reported = true;
    return first;
  }

  /** For a report while it still runs. */
  private synchronized boolean claimEarlyReport() {
    return !ended && claimReport();
  }

  /** Tells the attempt to stop, and sees to it; returns at once. */
  void stop(StopReason reason) {
    synchronized (this) {
      boolean again = stop != null;
      if (!again || reason == StopReason.CANCEL) {
        stop = reason;
      }
      if (again || ended) {
        return;
      }
    }
    List<Runnable> actions = context.cancel();
    if (actions.isEmpty()) {
      interrupt();
    } else {
      execution.threads().execute(() -> runActions(actions));
    }
    execution.threads().execute(this::seeToTheEnd);
  }

  /** Tells the attempt to stop, if it was not told yet, and leaves it no time for that. */
  void kill(StopReason reason) {
    stop(reason);
    synchronized (this) {
      if (ended) {
        return;
      }
    }
    List<Runnable> actions = context.kill();
    execution.threads().execute(() -> runActions(actions));
  }

  private void runActions(List<Runnable> actions) {
    for (Runnable action : actions) {
      try {
        action.run();
      } catch (Throwable e) {
        context.log("A cancel action failed: " + e);
      }
    }
    interrupt();
  }

  private synchronized void interrupt() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private void seeToTheEnd() {
    long deadline = System.nanoTime() + execution.stopGrace().toNanos();
    try {
      for (long left = millisUntil(deadline);
          !over.await(left > 0 ? Math.min(left, INTERRUPT_MILLIS) : INTERRUPT_MILLIS, MILLISECONDS);
          left = millisUntil(deadline)) {
        interrupt();
        if (System.nanoTime() >= deadline && claimEarlyReport()) {
          reportDidNotStop();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long millisUntil(long deadline) {
    return NANOSECONDS.toMillis(deadline - System.nanoTime());
  }

  private void reportDidNotStop() {
    Thread running;
    Finished.Builder outcome = Finished.newBuilder();
    synchronized (this) {
      running = thread;
      outcome.setStartedAt(startedAt);
    }
    String where =
        running == null
            ? "(not started)"
            : Arrays.stream(running.getStackTrace())
                .map(frame -> "\tat " + frame)
                .collect(Collectors.joining("\n"));
    String message =
        "Expected the task to end within %s of being told to stop, but it still runs"
            .formatted(execution.stopGrace());
    context.log(message + ":\n" + where);
    LOGGER.warn("Attempt {}: {}", name(), message);
    events.finished(
        id(),
        outcome
            .setOutcome(Finished.Outcome.OUTCOME_FAILED)
            .setFailureCode("did_not_stop")
            .setFailureMessage(message)
            .setEndedAt(execution.now())
            .build(),
        false);
  }

  private String name() {
    return "%s/%s, run %s, task %s, attempt %d"
        .formatted(
            context.namespace(),
            context.workflow(),
            context.runId(),
            context.task(),
            context.attempt());
  }
}
