package io.carillon.simulation.check;

import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.simulation.check.Ledger.TaskKey;
import io.carillon.simulation.clockwork.Machine;
import io.carillon.simulation.cluster.World;
import io.carillon.simulation.workload.Workflows;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What must hold of the rows after each commit. */
final class RowChecks {

  /** Of the engine's active tasks, the part of one workflow in one partition. */
  private static final int ACTIVE_TASKS_OF_ONE_WORKFLOW = 25;

  private static final int ROUNDING_MILLIS = 3;

  private final World world;
  private final Workflows workflows;
  private final Map<TaskKey, TaskRunRow> last = new HashMap<>();
  private final Map<TaskKey, Integer> failed = new HashMap<>();

  RowChecks(World world, Workflows workflows) {
    this.world = world;
    this.workflows = workflows;
  }

  void committed(Changes changes) {
    changes.taskRuns().forEach(this::moved);
    changes.attempts().forEach(this::retried);
    changes.runs().stream()
        .filter(run -> run.state() == RunState.RUNNING)
        .map(RunRow::workflowId)
        .distinct()
        .forEach(this::limits);
  }

  /** Nothing begins before it is due, as far as clocks are right. */
  private void moved(TaskRunRow row) {
    TaskRunRow before = last.put(new TaskKey(row.runId(), row.task()), row);
    Instant due = before == null || row.state().terminal() ? null : before.dueAt();
    boolean waits = row.state() == TaskRunState.WAITING || row.state() == TaskRunState.RETRYING;
    if (due != null && !waits && world.clocksTrue()) {
      Instant now = Machine.instant(world.scheduler().now());
      world
          .history()
          .check(
              !now.plusMillis(ROUNDING_MILLIS).isBefore(due),
              "%s was due at %s, but at %s it is %s",
              before,
              due,
              now,
              row);
    }
  }

  private void retried(AttemptRow attempt) {
    world.history().count("attempts " + attempt.outcome());
    if (attempt.outcome().equals("failed")) {
      RunRow run = Objects.requireNonNull(world.tables().run(attempt.runId()));
      int most = shapes(run).get(attempt.task()).retries();
      int count = failed.merge(new TaskKey(attempt.runId(), attempt.task()), 1, Integer::sum);
      world.history().check(count <= most, "Expected %d retries, but: %s", most, attempt);
    }
  }

  private List<Workflows.Shape> shapes(RunRow run) {
    return workflows.shapes(
        Objects.requireNonNull(world.tables().version(run.workflowId(), run.version())).source());
  }

  private void limits(long workflowId) {
    int runs = 0;
    int tasks = 0;
    for (RunRow run : world.tables().allRuns()) {
      if (run.workflowId() == workflowId
          && !run.state().terminal()
          && run.state() != RunState.QUEUED) {
        runs++;
        tasks += shapes(run).size();
      }
    }
    world
        .history()
        .check(
            runs <= 1 || tasks <= ACTIVE_TASKS_OF_ONE_WORKFLOW,
            "%d tasks of workflow %d are active, but %d may be",
            tasks,
            workflowId,
            ACTIVE_TASKS_OF_ONE_WORKFLOW);
  }
}
