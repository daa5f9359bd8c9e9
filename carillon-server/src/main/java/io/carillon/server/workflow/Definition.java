package io.carillon.server.workflow;

import io.carillon.kernel.row.VersionRow;
import io.carillon.model.Task;
import io.carillon.model.Workflow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a workflow, read.
 *
 * @param tasks by index
 */
public record Definition(VersionRow version, Workflow workflow, List<Task> tasks) {

  public Definition {
    tasks = List.copyOf(tasks);
  }

  Definition(VersionRow version, Workflow workflow) {
    this(version, workflow, List.copyOf(workflow.tasks().values()));
  }

  /** The index of the task of that name; {@code null}: there is none. */
  public @Nullable Integer index(String task) {
    for (int i = 0; i < tasks.size(); i++) {
      if (tasks.get(i).name().equals(task)) {
        return i;
      }
    }
    return null;
  }
}
