package io.carillon.store;

import io.carillon.kernel.Ids;
import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows for tests. */
final class Rows {

  static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  static final String CHINESE = "钟琴 — \ud83d\udd14 'quoted' \\ \"twice\" %_";
  static final String MEGABYTE = "{\"text\":\"" + "钟a".repeat(512 * 1024) + "\"}";

  private Rows() {}

  /** The {@code n}th id of a partition, from 1. */
  static long id(int partition, int n) {
    return Ids.next(0, partition, NOON.plusMillis(n));
  }

  static WorkflowRow workflow(long id, String name) {
    return new WorkflowRow(id, "test", name, 1, NOON, NOON, null);
  }

  static VersionRow version(long workflowId, int version) {
    return new VersionRow(workflowId, version, "name: v" + version, NOON, "alice");
  }

  static RunRow run(long id, long workflowId, RunState state) {
    return run(id, workflowId, state, 0, null);
  }

  static RunRow run(long id, long workflowId, RunState state, int priority, @Nullable String key) {
    return new RunRow(
        id, workflowId, 1, state, null, null, priority, null, key, NOON, "alice", NOON, null, null);
  }

  static TaskRunRow taskRun(long runId, int task, TaskRunState state) {
    return new TaskRunRow(
        runId, task, state, 1, 0, 7L, null, null, null, NOON, null, NOON, null, null);
  }

  static AttemptRow attempt(long runId, int task, int attempt) {
    return new AttemptRow(
        runId, task, attempt, 7, "failed", "exit_code", "It failed", NOON, NOON, NOON);
  }

  static Changes runs(RunRow... runs) {
    return new Changes(List.of(), List.of(), Arrays.asList(runs), List.of(), List.of());
  }

  static Changes changes(List<RunRow> runs, List<TaskRunRow> taskRuns) {
    return new Changes(List.of(), List.of(), runs, taskRuns, List.of());
  }

  static Changes workflows(WorkflowRow... workflows) {
    return new Changes(Arrays.asList(workflows), List.of(), List.of(), List.of(), List.of());
  }

  static WorkflowRow deleted(WorkflowRow row) {
    Instant later = NOON.plusMillis(1);
    return new WorkflowRow(
        row.id(), row.namespace(), row.name(), row.version(), row.createdAt(), later, later);
  }

  /** Every column has a value of its own. */
  static RunRow fullRun(long id, long workflowId, RunState state) {
    return new RunRow(
        id,
        workflowId,
        Integer.MAX_VALUE,
        state,
        "task_failed",
        CHINESE,
        -100,
        "{\"text\":\"" + CHINESE + "\"}",
        "key/" + CHINESE,
        NOON.plusMillis(1),
        "bob",
        NOON.plusMillis(2),
        NOON.plusMillis(3),
        NOON.plusMillis(4));
  }

  /** Every column has a value of its own. */
  static TaskRunRow fullTaskRun(long runId, int task) {
    return new TaskRunRow(
        runId,
        task,
        TaskRunState.FAILED,
        Integer.MAX_VALUE,
        5,
        Long.MAX_VALUE,
        "exit_code",
        CHINESE,
        MEGABYTE,
        NOON.plusMillis(1),
        NOON.plusMillis(2),
        NOON.plusMillis(3),
        NOON.plusMillis(4),
        NOON.plusMillis(5));
  }
}
