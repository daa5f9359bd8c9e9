package io.carillon.kernel.partition;

import io.carillon.kernel.definition.Node;
import io.carillon.kernel.expression.ExpressionException;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.model.Task;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a run goes through its graph: which tasks start, which are skipped, when the run
 * fails or ends.
 *
 * <p>When a task ends, only its successors are looked at, so a step costs the same in a graph of
 * any size. Tasks that end without running (skipped ones) make others end; a work list takes the
 * place of recursion.
 */
final class RunFlow {

  private final Step step;
  private final State state;

  /** Task runs that have ended and whose successors were not looked at yet. */
  private final Deque<TaskRun> ended = new ArrayDeque<>();

  RunFlow(Step step) {
    this.step = step;
    this.state = step.state;
  }

  void start(Run run) {
    step.emit(new Event.RunStarted(run.id, step.now));
    for (Node node : run.definition.nodes()) {
      if (node.dependencies().isEmpty()) {
        begin(run, node);
      }
    }
    settle(run);
  }

  /** To be called when a task run has ended. */
  void taskEnded(TaskRun task) {
    ended.add(task);
    settle(task.run);
  }

  private void settle(Run run) {
    for (TaskRun task = ended.poll(); task != null; task = ended.poll()) {
      if (run.state != RunState.RUNNING) {
        continue;
      }
      if (task.state == TaskRunState.FAILED
          && task.node.task().onFailure() == Task.OnFailure.FAIL_RUN
          && !run.failing()) {
        fail(run, "task_failed", "Task '%s' failed".formatted(task.node.name()));
      }
      for (int successor : task.node.successors()) {
        consider(run, run.definition.node(successor), task);
      }
    }
    if (run.state == RunState.CANCELLING && run.onWorker == 0) {
      step.emit(new Event.RunEnded(run.id, RunState.CANCELLED, null, null, step.now));
    } else if (run.state == RunState.RUNNING && run.open == 0) {
      end(run);
    }
  }

  private void end(Run run) {
    if (run.failing()) {
      step.emit(new Event.RunEnded(run.id, RunState.FAILED, null, null, step.now));
      return;
    }
    for (TaskRun task : run.tasks) {
      if (task != null
          && task.state == TaskRunState.FAILED
          && task.node.task().onFailure() == Task.OnFailure.CONTINUE) {
        String message = "Task '%s' failed".formatted(task.node.name());
        step.emit(new Event.RunEnded(run.id, RunState.FAILED, "task_failed", message, step.now));
        return;
      }
    }
    step.emit(new Event.RunEnded(run.id, RunState.SUCCEEDED, null, null, step.now));
  }

  // ---- trigger rules ----

  /** Looks at a task one of whose dependencies has just ended. */
  private void consider(Run run, Node node, TaskRun dependency) {
    if (run.tasks[node.index()] != null) {
      return;
    }
    boolean last = run.blockers[node.index()] == 0;
    Task.TriggerRule rule = node.task().triggerRule();
    if (run.failing() && !TaskRun.tidiesUp(node)) {
      if (last) {
        skip(run, node, "run_failing", run.message);
      }
      return;
    }
    boolean starts =
        switch (rule) {
          case ONE_SUCCEEDED -> succeeded(dependency);
          case ONE_FAILED -> failed(dependency);
          case ALL_DONE -> last;
          case ALL_SUCCEEDED -> last && offender(run, node, true) == null;
          case NONE_FAILED -> last && offender(run, node, false) == null;
        };
    if (starts) {
      begin(run, node);
    } else if (last) {
      skip(run, node, offender(run, node, rule != Task.TriggerRule.NONE_FAILED));
    }
  }

  /** A dependency that keeps a task from starting: failed ones first. */
  private static @Nullable TaskRun offender(Run run, Node node, boolean skippedToo) {
    TaskRun offender = null;
    for (int index : node.dependencies()) {
      TaskRun dependency = run.tasks[index];
      if (dependency != null && failed(dependency)) {
        return dependency;
      }
      if (skippedToo && dependency != null && !succeeded(dependency)) {
        offender = dependency;
      }
    }
    return offender;
  }

  private static boolean succeeded(TaskRun task) {
    return task.state == TaskRunState.SUCCEEDED
        || (task.state == TaskRunState.FAILED
            && task.node.task().onFailure() == Task.OnFailure.IGNORE);
  }

  private static boolean failed(TaskRun task) {
    return (task.state == TaskRunState.FAILED || task.state == TaskRunState.CANCELLED)
        && !succeeded(task);
  }

  private void skip(Run run, Node node, @Nullable TaskRun offender) {
    if (offender == null) {
      skip(run, node, "trigger_rule", "No dependency ended as the trigger rule wants");
    } else if (failed(offender)) {
      skip(run, node, "upstream_failed", "Task '%s' failed".formatted(offender.node.name()));
    } else {
      skip(run, node, "upstream_skipped", "Task '%s' was skipped".formatted(offender.node.name()));
    }
  }

  private void skip(Run run, Node node, String reason, @Nullable String message) {
    step.emit(new Event.TaskSkipped(run.id, node.index(), step.now, reason, message));
    endedOf(run, node);
  }

  private void endedOf(Run run, Node node) {
    TaskRun task = run.tasks[node.index()];
    if (task != null) {
      ended.add(task);
    }
  }

  /** The task's dependencies let it start: its condition and its delay come next. */
  private void begin(Run run, Node node) {
    if (node.when() != null) {
      try {
        Object value = node.when().evaluate(Values.variables(run, node, 1));
        if (!(value instanceof Boolean holds)) {
          throw new ExpressionException(
              "Expected `when` to be true or false, but it gives " + value);
        }
        if (!holds) {
          skip(run, node, "when_false", node.task().when() + " is false");
          return;
        }
      } catch (ExpressionException e) {
        String message = String.valueOf(e.getMessage());
        step.emit(
            new Event.TaskUnrunnable(run.id, node.index(), step.now, "expression_failed", message));
        endedOf(run, node);
        return;
      }
    }
    Duration delay = node.task().delay();
    step.emit(
        delay.isZero()
            ? new Event.TaskQueued(run.id, node.index(), step.now)
            : new Event.TaskDelayed(run.id, node.index(), step.now, step.now.plus(delay)));
  }

  // ---- stopping ----

  /** Makes a run fail that has not ended. */
  void fail(Run run, String reason, String message) {
    step.emit(new Event.RunFailing(run.id, reason, message));
    stopTasks(run, "run_failing");
  }

  void timedOut(Run run) {
    if (run.state == RunState.RUNNING && !run.failing()) {
      Duration timeout = run.definition.workflow().timeout();
      fail(run, "timed_out", "The run took longer than its timeout of " + timeout);
      settle(run);
    }
  }

  void cancel(Run run, String by) {
    String message = "Cancelled by " + by;
    if (run.state == RunState.QUEUED) {
      step.emit(new Event.RunEnded(run.id, RunState.CANCELLED, "cancelled", message, step.now));
      return;
    }
    step.emit(new Event.RunCancelling(run.id, "cancelled", message));
    stopTasks(run, "run_cancelled");
    settle(run);
  }

  private void stopTasks(Run run, String reason) {
    for (TaskRun task : run.tasks) {
      if (task == null || task.state.terminal() || !task.stopping()) {
        continue;
      }
      if (task.state.onWorker()) {
        stop(task, Effect.Cancel.Reason.CANCELLED);
      } else {
        step.emit(new Event.TaskCancelled(run.id, task.node.index(), step.now, null, reason));
        ended.add(task);
      }
    }
  }

  /** Tells the worker to stop an attempt; the attempt ends when the worker says so. */
  void stop(TaskRun task, Effect.Cancel.Reason reason) {
    if (task.stop == null) {
      task.stop = reason;
      state.timers.stop(task.timer);
      task.timer = null;
    }
    if (task.workerId != null) {
      step.release(new Effect.Cancel(task.workerId, task.attemptId(), task.stop));
    }
  }
}
