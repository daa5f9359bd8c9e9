package io.carillon.kernel.row;

import java.util.List;

/**
 * What a batch of steps changed: each row at most once, in its newest form. Versions and attempts
 * are only ever inserted; the others are inserted or replaced.
 */
public record Changes(
    List<WorkflowRow> workflows,
    List<VersionRow> versions,
    List<RunRow> runs,
    List<TaskRunRow> taskRuns,
    List<AttemptRow> attempts) {

  public static final Changes NONE =
      new Changes(List.of(), List.of(), List.of(), List.of(), List.of());

  public Changes {
    workflows = List.copyOf(workflows);
    versions = List.copyOf(versions);
    runs = List.copyOf(runs);
    taskRuns = List.copyOf(taskRuns);
    attempts = List.copyOf(attempts);
  }

  public boolean isEmpty() {
    return workflows.isEmpty()
        && versions.isEmpty()
        && runs.isEmpty()
        && taskRuns.isEmpty()
        && attempts.isEmpty();
  }
}
