package io.carillon.kernel.definition;

import io.carillon.kernel.expression.Expression;
import io.carillon.kernel.expression.ExpressionException;
import io.carillon.kernel.expression.Scope;
import io.carillon.kernel.expression.Template;
import io.carillon.model.Json;
import io.carillon.model.Parameter;
import io.carillon.model.Task;
import io.carillon.model.Workflow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A workflow version made ready to run. Immutable; shared by its runs. */
public final class Definition {

  /** Told what is wrong with an expression, and where. */
  @FunctionalInterface
  public interface Problems {
    void report(String path, String found);
  }

  private final Workflow workflow;
  private final List<Node> nodes;
  private final Map<String, Integer> indexes;
  private final Map<String, Template> defaults;

  private Definition(
      Workflow workflow,
      List<Node> nodes,
      Map<String, Integer> indexes,
      Map<String, Template> defaults) {
    this.workflow = workflow;
    this.nodes = List.copyOf(nodes);
    this.indexes = Map.copyOf(indexes);
    this.defaults = Collections.unmodifiableMap(defaults);
  }

  /**
   * Compiles a sound workflow.
   *
   * @return {@code null} if problems were reported
   */
  public static @Nullable Definition compile(Workflow workflow, Problems problems) {
    return new Compilation(workflow, problems).run();
  }

  public Workflow workflow() {
    return workflow;
  }

  /** The tasks by index. */
  public List<Node> nodes() {
    return nodes;
  }

  public Node node(int index) {
    return nodes.get(index);
  }

  /** The index of the task of that name; {@code null}: there is none. */
  public @Nullable Integer index(String task) {
    return indexes.get(task);
  }

  /** Defaults of the parameters that have one, in the order of the definition. */
  public Map<String, Template> defaults() {
    return defaults;
  }

  private static final class Compilation {

    private final Workflow workflow;
    private final Problems problems;
    private final Map<String, Integer> indexes = new LinkedHashMap<>();
    private final List<List<Integer>> dependencies = new ArrayList<>();
    private boolean sound = true;

    Compilation(Workflow workflow, Problems problems) {
      this.workflow = workflow;
      this.problems =
          (path, found) -> {
            sound = false;
            problems.report(path, found);
          };
    }

    @Nullable Definition run() {
      workflow.tasks().keySet().forEach(name -> indexes.put(name, indexes.size()));
      List<List<Integer>> successors = new ArrayList<>();
      for (Task task : workflow.tasks().values()) {
        dependencies.add(task.dependsOn().stream().map(this::index).toList());
        successors.add(new ArrayList<>());
      }
      for (int i = 0; i < dependencies.size(); i++) {
        for (int dependency : dependencies.get(i)) {
          successors.get(dependency).add(i);
        }
      }
      List<Node> nodes = new ArrayList<>();
      Map<Requirement, Requirement> requirements = new HashMap<>();
      Scope scope = Scope.of(workflow);
      for (Task task : workflow.tasks().values()) {
        int index = nodes.size();
        Requirement requirement = new Requirement(task.pool(), task.type(), task.tags());
        Template config = config(index, task, scope);
        nodes.add(
            new Node(
                index,
                task,
                requirements.computeIfAbsent(requirement, same -> same),
                dependencies.get(index),
                successors.get(index),
                config,
                config instanceof Template.Constant c ? Json.write(c.value()) : null,
                when(index, task, scope)));
      }
      Map<String, Template> defaults = defaults();
      return sound ? new Definition(workflow, nodes, indexes, defaults) : null;
    }

    private int index(String task) {
      Integer index = indexes.get(task);
      if (index == null) {
        throw new IllegalArgumentException(
            "Expected depends_on to name a task of the workflow, but found " + task);
      }
      return index;
    }

    private Map<String, Template> defaults() {
      Map<String, Template> defaults = new LinkedHashMap<>();
      Scope scope = Scope.ofDefaults(workflow);
      workflow
          .params()
          .forEach(
              (name, param) -> {
                if (param.defaultValue() == null) {
                  return;
                }
                String path = "params." + name + ".default";
                Template template = template(path, param.defaultValue(), scope);
                for (String needed : template.names()) {
                  if (needed.startsWith("params.")
                      && !defaults.containsKey(needed.substring("params.".length()))
                      && !isRequired(needed)) {
                    problems.report(path, needed + ", which is not declared before it");
                  }
                }
                defaults.put(name, template);
              });
      return defaults;
    }

    private boolean isRequired(String variable) {
      Parameter param = workflow.params().get(variable.substring("params.".length()));
      return param != null && param.required();
    }

    private Template config(int index, Task task, Scope scope) {
      Map<String, Template> fields = new LinkedHashMap<>();
      task.config()
          .forEach(
              (name, value) -> {
                String path = "tasks." + task.name() + ".config." + name;
                Template template = template(path, value, scope);
                checkAncestors(path, index, template.names());
                fields.put(name, template);
              });
      return fields.values().stream().allMatch(Template.Constant.class::isInstance)
          ? new Template.Constant(task.config())
          : new Template.Fields(fields);
    }

    private Template template(String path, @Nullable Object value, Scope scope) {
      try {
        return Template.compile(value, scope);
      } catch (ExpressionException e) {
        problems.report(path, String.valueOf(e.getMessage()));
        return new Template.Constant(null);
      }
    }

    private @Nullable Expression when(int index, Task task, Scope scope) {
      if (task.when() == null) {
        return null;
      }
      String path = "tasks." + task.name() + ".when";
      try {
        Expression when = scope.compile(task.when());
        if (!when.mayBeBool()) {
          problems.report(path, "'%s', which is never true or false".formatted(task.when()));
        }
        checkAncestors(path, index, when.names());
        return when;
      } catch (ExpressionException e) {
        problems.report(path, String.valueOf(e.getMessage()));
        return null;
      }
    }

    /** Outputs are there only when their task is sure to have ended. */
    private void checkAncestors(String path, int index, Set<String> names) {
      Set<Integer> needed = new LinkedHashSet<>();
      for (String name : names) {
        if (name.startsWith("outputs.")) {
          needed.add(index(name.substring("outputs.".length())));
        }
      }
      if (needed.isEmpty()) {
        return;
      }
      Deque<Integer> open = new ArrayDeque<>(List.of(index));
      Set<Integer> seen = new LinkedHashSet<>();
      while (!open.isEmpty() && !needed.isEmpty()) {
        for (int dependency : dependencies.get(open.remove())) {
          if (seen.add(dependency)) {
            needed.remove(dependency);
            open.add(dependency);
          }
        }
      }
      List<String> tasks = new ArrayList<>(indexes.keySet());
      for (int missing : needed) {
        String task = tasks.get(missing);
        problems.report(path, "outputs.%s, but it does not depend on '%s'".formatted(task, task));
      }
    }
  }

  @Override
  public String toString() {
    return workflow.name() + workflow.tasks().keySet();
  }
}
