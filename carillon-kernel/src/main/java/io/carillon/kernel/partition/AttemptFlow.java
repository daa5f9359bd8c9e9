package io.carillon.kernel.partition;

import io.carillon.kernel.AttemptId;
import io.carillon.kernel.expression.ExpressionException;
import io.carillon.kernel.row.RunState;
import io.carillon.model.Retries;
import io.carillon.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides about attempts: which worker gets which, what a report means, what becomes of the
 * attempts of a worker that is gone.
 *
 * <p>An attempt ends when its worker says so or is lost, and only then can another follow: so no
 * two attempts of a task run are on live workers at once. A report for any but the newest attempt
 * changes nothing.
 */
final class AttemptFlow {

  private final Step step;
  private final State state;
  private final RunFlow runs;

  AttemptFlow(Step step, RunFlow runs) {
    this.step = step;
    this.state = step.state;
    this.runs = runs;
  }

  // ---- dispatch ----

  void granted(Input.Granted grant) {
    Worker worker = state.workers.get(grant.workerId());
    int left = grant.credits();
    while (left > 0 && worker != null && worker.session == grant.session()) {
      TaskRun task = state.ready.poll(grant.requirement());
      if (task == null) {
        break;
      }
      if (dispatch(task, worker)) {
        left--;
      }
    }
    if (left > 0) {
      step.release(new Effect.ReturnCredits(grant.workerId(), grant.session(), left));
    }
  }

  private boolean dispatch(TaskRun task, Worker worker) {
    Run run = task.run;
    try {
      String config = Values.config(task, task.attempt + 1);
      if (config.length() > state.limits.configLength()) {
        throw new ExpressionException(
            ("Expected a config of at most %d characters once its expressions are evaluated,"
                    + " but it has %d")
                .formatted(state.limits.configLength(), config.length()));
      }
      String params = Values.paramsJson(run);
      step.emit(new Event.TaskDispatched(run.id, task.node.index(), step.now, worker.id));
      step.release(dispatchOf(task, worker, false, config, params));
      return true;
    } catch (ExpressionException e) {
      String message = String.valueOf(e.getMessage());
      step.emit(
          new Event.TaskUnrunnable(
              run.id, task.node.index(), step.now, "expression_failed", message));
      runs.taskEnded(task);
      return false;
    }
  }

  private static Effect.Dispatch dispatchOf(
      TaskRun task, Worker worker, boolean resent, String config, String params) {
    return new Effect.Dispatch(
        worker.id,
        worker.session,
        resent,
        task.attemptId(),
        task.run.namespace,
        task.run.workflow,
        task.node.name(),
        task.node.task().type(),
        config,
        params,
        task.run.created.scheduledAt(),
        task.node.task().stopWhenIsolated());
  }

  // ---- reports ----

  void reported(Input.Reported input) {
    TaskRun task = holder(input.workerId(), input.attempt());
    if (task != null) {
      report(task, input.report());
    } else if (!isFinal(input.report())) {
      step.release(
          new Effect.Cancel(input.workerId(), input.attempt(), Effect.Cancel.Reason.SUPERSEDED));
    }
    step.release(new Effect.Acknowledge(input.workerId(), input.sequence()));
  }

  private static boolean isFinal(Input.Report report) {
    return !(report instanceof Input.Report.Accepted || report instanceof Input.Report.Started);
  }

  /** The task run whose newest attempt is this one, held by this worker. */
  private @Nullable TaskRun holder(long workerId, AttemptId attempt) {
    Run run = state.runs.get(attempt.runId());
    if (run == null || attempt.task() >= run.tasks.length) {
      return null;
    }
    TaskRun task = run.tasks[attempt.task()];
    return task != null
            && task.state.onWorker()
            && task.attempt == attempt.attempt()
            && task.workerId != null
            && task.workerId == workerId
        ? task
        : null;
  }

  private void report(TaskRun task, Input.Report report) {
    long run = task.run.id;
    int index = task.node.index();
    switch (report) {
      case Input.Report.Accepted accepted -> {}
      case Input.Report.Started started -> {
        if (task.startedAt == null) {
          step.emit(new Event.TaskStarted(run, index, started.at()));
        }
      }
      case Input.Report.Succeeded succeeded -> {
        step.emit(
            new Event.TaskSucceeded(
                run, index, step.now, succeeded.startedAt(), succeeded.outputs()));
        runs.taskEnded(task);
      }
      case Input.Report.Failed failed -> {
        if (task.run.state == RunState.CANCELLING) {
          cancelled(task, failed.startedAt());
        } else {
          failed(task, failed.startedAt(), failed.code(), failed.message(), failed.retryable());
        }
      }
      case Input.Report.Cancelled cancelled -> stopped(task, cancelled.startedAt());
      case Input.Report.HandedBack back -> {
        if (task.stop != null) {
          stopped(task, back.startedAt());
        } else if (mayNotFollow(task, back.startedAt())) {
          String message = "The worker gave back an attempt that had begun";
          failed(task, back.startedAt(), "handed_back", message, false);
        } else {
          returned(task, back.startedAt(), "handed_back");
        }
      }
    }
  }

  /** The attempt has begun, and is of a task that runs at most once. */
  private static boolean mayNotFollow(TaskRun task, @Nullable Instant startedAt) {
    return task.node.task().atMostOnce() && (task.startedAt != null || startedAt != null);
  }

  /** The worker has stopped the attempt as it was told. */
  private void stopped(TaskRun task, @Nullable Instant startedAt) {
    if (task.stopping()) {
      cancelled(task, startedAt);
    } else if (task.stop == Effect.Cancel.Reason.TIMED_OUT) {
      String message = "The attempt took longer than its timeout of " + task.node.task().timeout();
      failed(task, startedAt, "timed_out", message, true);
    } else {
      failed(task, startedAt, "stopped", "The attempt was stopped on its worker", true);
    }
  }

  private void cancelled(TaskRun task, @Nullable Instant startedAt) {
    String reason = task.run.failing() ? "run_failing" : "run_cancelled";
    step.emit(new Event.TaskCancelled(task.run.id, task.node.index(), step.now, startedAt, reason));
    runs.taskEnded(task);
  }

  private void failed(
      TaskRun task, @Nullable Instant startedAt, String reason, String message, boolean retryable) {
    Retries retries = task.node.task().retries();
    long run = task.run.id;
    int index = task.node.index();
    if (retryable && !task.stopping() && task.failures < retries.max()) {
      Instant dueAt = step.now.plus(pause(retries, task.failures + 1, task.attemptId()));
      step.emit(new Event.TaskRetrying(run, index, step.now, startedAt, reason, message, dueAt));
    } else {
      step.emit(new Event.TaskFailed(run, index, step.now, startedAt, reason, message));
      runs.taskEnded(task);
    }
  }

  /** The attempt ended unfinished: the task run goes to another worker. */
  private void returned(TaskRun task, @Nullable Instant startedAt, String outcome) {
    if (task.attempt - task.failures > state.limits.returns()) {
      String message =
          "The task lost its worker or was handed back more than %d times"
              .formatted(state.limits.returns());
      step.emit(
          new Event.TaskFailed(
              task.run.id, task.node.index(), step.now, startedAt, "returned_too_often", message));
      runs.taskEnded(task);
      return;
    }
    step.emit(new Event.TaskReturned(task.run.id, task.node.index(), step.now, startedAt, outcome));
  }

  /**
   * The pause before a retry; its jitter is drawn from the attempt, so that it is the same again.
   */
  static Duration pause(Retries retries, int failures, AttemptId attempt) {
    double factor =
        retries.backoff() == Retries.Backoff.EXPONENTIAL ? Math.pow(2, failures - 1.0) : 1;
    double millis =
        Math.min(
            (double) retries.delay().toMillis() * factor, (double) retries.maxDelay().toMillis());
    long hash = attempt.runId() * 31 + attempt.task() * 1_000_003L + attempt.attempt();
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    double draw = (double) ((hash ^ (hash >>> 31)) >>> 11) * 0x1.0p-53;
    return Duration.ofMillis((long) (millis * (1 + retries.jitter() * draw)));
  }

  void timedOut(TaskRun task) {
    if (task.state.onWorker()) {
      runs.stop(task, Effect.Cancel.Reason.TIMED_OUT);
    }
  }

  // ---- workers ----

  void connected(Input.WorkerConnected input) {
    Worker worker = state.worker(input.workerId());
    if (input.session() < worker.session) {
      return;
    }
    worker.session = input.session();
    worker.lost = false;
    state.timers.stop(worker.timer);
    worker.timer = null;
    for (TaskRun task : List.copyOf(worker.holds)) {
      if (task.stop != null || task.stopping()) {
        runs.stop(task, Effect.Cancel.Reason.CANCELLED);
      }
      if (!input.holding().contains(task.attemptId())) {
        resend(task, worker);
      }
    }
    cancelStrangers(worker, input.holding());
  }

  /**
   * Sends an attempt again that the worker does not hold. That begins it no second time: a worker
   * holds what it got until the report of its end is acknowledged, and that is done once the end is
   * committed, when no owner counts it as held any more. A worker's id is that of one process, so
   * that one which forgot all comes with another id, and this one is lost. What is still on its way
   * from an earlier session or owner is dropped by the worker, for it has heard of the later one
   * before it said what it holds; and what is on its way in this session comes in order.
   */
  private void resend(TaskRun task, Worker worker) {
    if (task.stop != null) {
      // It never reached the worker, or its end did not reach us: either way it runs no more.
      stopped(task, task.startedAt);
      return;
    }
    if (mayNotFollow(task, null)) {
      // It began and is gone, which cannot be; but to begin it again would be the worse mistake.
      failed(task, null, "worker_lost", "Worker %d has lost it".formatted(worker.id), false);
      return;
    }
    try {
      String config = Values.config(task, task.attempt);
      step.release(dispatchOf(task, worker, true, config, Values.paramsJson(task.run)));
    } catch (ExpressionException e) {
      throw new IllegalStateException("Expected " + task.attemptId() + " to render again", e);
    }
  }

  /** Stops what the worker holds and this partition does not know as its own. */
  private void cancelStrangers(Worker worker, Set<AttemptId> holding) {
    List<AttemptId> strangers = new ArrayList<>(holding);
    worker.holds.forEach(task -> strangers.remove(task.attemptId()));
    for (AttemptId stranger : strangers) {
      step.release(new Effect.Cancel(worker.id, stranger, Effect.Cancel.Reason.SUPERSEDED));
    }
  }

  void disconnected(Input.WorkerDisconnected input) {
    Worker worker = state.workers.get(input.workerId());
    if (worker != null && worker.session == input.session()) {
      worker.session = Worker.NO_SESSION;
      awaitReturn(worker);
    }
  }

  /** Gives a worker without a session the time of a lease to come back. */
  void awaitReturn(Worker worker) {
    if (worker.holds.isEmpty()) {
      state.forget(worker);
    } else if (worker.timer == null) {
      worker.timer =
          state.timers.set(
              step.now.plus(state.limits.workerLease()), new Timers.Due.WorkerLease(worker));
    }
  }

  /**
   * A worker was gone for its lease. Its attempts end; but those that stop when isolated are held
   * until the worker, if it lives, must have stopped them. Until then nothing may follow from their
   * end, whatever it is to be: neither another attempt nor the tasks after them.
   */
  void lost(long workerId) {
    Worker worker = state.workers.get(workerId);
    if (worker == null || worker.lost) {
      return;
    }
    worker.session = Worker.NO_SESSION;
    worker.lost = true;
    state.timers.stop(worker.timer);
    worker.timer = null;
    for (TaskRun task : List.copyOf(worker.holds)) {
      if (!task.node.task().stopWhenIsolated()) {
        endLost(task, worker);
      }
    }
    if (worker.holds.isEmpty()) {
      state.forget(worker);
    } else {
      Duration left = state.limits.isolation().minus(state.limits.workerLease());
      worker.timer = state.timers.set(step.now.plus(left), new Timers.Due.WorkerIsolation(worker));
    }
  }

  /** A lost worker has stopped what stops when isolated. */
  void isolated(Worker worker) {
    List.copyOf(worker.holds).forEach(task -> endLost(task, worker));
    state.forget(worker);
  }

  private void endLost(TaskRun task, Worker worker) {
    if (task.stopping() || task.stop != null) {
      stopped(task, null);
    } else if (task.node.task().onLostWorker() == Task.OnLostWorker.FAIL) {
      failed(task, null, "worker_lost", "Lost worker " + worker.id, false);
    } else {
      returned(task, null, "lost");
    }
  }
}
