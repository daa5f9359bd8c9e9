package io.carillon.kernel.definition;

import io.carillon.kernel.expression.Expression;
import io.carillon.kernel.expression.Template;
import io.carillon.model.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task in the graph of its workflow.
 *
 * @param index of the task in the order of the definition, from 0
 * @param dependencies indexes of the tasks that it depends on
 * @param successors indexes of the tasks that depend on it
 * @param config with its expressions compiled
 * @param constantConfig the config as JSON, when no expression is in it; else {@code null}
 * @param when its condition; {@code null}: always
 */
public record Node(
    int index,
    Task task,
    Requirement requirement,
    List<Integer> dependencies,
    List<Integer> successors,
    Template config,
    @Nullable String constantConfig,
    @Nullable Expression when) {

  public Node {
    dependencies = List.copyOf(dependencies);
    successors = List.copyOf(successors);
  }

  public String name() {
    return task.name();
  }
}
