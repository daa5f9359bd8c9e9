package io.carillon.store;

import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The read side, for the API: whatever is committed. Lists are paged by key: {@code after} is the
 * key of the last row seen ({@code null}: from the start), {@code limit} at most 1000.
 */
public interface Queries {

  @Nullable WorkflowRow workflow(String namespace, String name);

  /**
   * Workflows that are not deleted, by namespace and name.
   *
   * @param namespace {@code null}: all
   * @param search part of the name, any case; {@code null}: all
   * @param after {@code namespace/name} of the last one seen
   */
  List<WorkflowRow> workflows(
      @Nullable String namespace, @Nullable String search, @Nullable String after, int limit);

  /** Versions of a workflow, newest first. */
  List<VersionRow> versions(long workflowId, @Nullable Integer after, int limit);

  @Nullable VersionRow version(long workflowId, int version);

  @Nullable NamedRun run(long id);

  /** Runs, newest first. */
  List<NamedRun> runs(RunFilter filter, @Nullable Long after, int limit);

  /** Task runs of a run that have left pending, by task index. */
  List<TaskRunRow> taskRuns(long runId);

  /** Attempts of a task that were followed by another, oldest first. */
  List<AttemptRow> attempts(long runId, int task);

  /** A run with the names of its workflow. */
  record NamedRun(RunRow run, String namespace, String workflow) {}

  /**
   * @param namespace {@code null}: all
   * @param workflow name, with a namespace; {@code null}: all
   * @param states empty: all
   */
  record RunFilter(@Nullable String namespace, @Nullable String workflow, Set<RunState> states) {
    public RunFilter {
      states = Set.copyOf(states);
    }
  }
}
