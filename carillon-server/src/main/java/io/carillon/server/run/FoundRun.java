package io.carillon.server.run;

import io.carillon.kernel.row.TaskRunRow;
import io.carillon.model.Task;
import io.carillon.server.workflow.Definition;
import io.carillon.store.Queries.NamedRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run with what its workflow's version says.
 *
 * @param named the run
 */
public record FoundRun(NamedRun named, Definition definition) {

  public long id() {
    return named.run().id();
  }

  public boolean ended() {
    return named.run().state().terminal();
  }

  public Task task(int index) {
    return definition.tasks().get(index);
  }

  /** The row of a task; {@code null}: it is pending. */
  public static @Nullable TaskRunRow row(List<TaskRunRow> rows, int task) {
    return rows.stream().filter(row -> row.task() == task).findFirst().orElse(null);
  }
}
