package io.carillon.cli.follow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tasks of a workflow laid out as a tree, top to bottom in an order in which they may run.
 *
 * <pre>
 * unpack
 * parse
 * ├─ top_pages
 * ├─ errors
 * └─ traffic
 * report
 * </pre>
 *
 * <p>A task stands below its immediate dominator: the last task through which every way to it
 * leads. Branches of that task are indented; a chain, and a task at which branches join, goes on at
 * the level above.
 */
public final class TaskTree {

  private static final int ROOT = -1;

  private final List<TaskView> tasks;
  private final Map<String, Integer> positions = new LinkedHashMap<>();
  private final Map<Integer, List<Integer>> children = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();

  /**
   * A line of the tree.
   *
   * @param prefix the branches drawn before the task's name
   */
  public record Row(String prefix, TaskView task) {}

  /** Something that is still to be laid out: a task, or the ones below it. */
  private record Step(int task, String first, String next) {}

  private TaskTree(List<TaskView> tasks) {
    this.tasks = inOrder(tasks);
    for (int i = 0; i < this.tasks.size(); i++) {
      positions.put(this.tasks.get(i).name(), i);
    }
  }

  public static List<Row> layout(List<TaskView> tasks) {
    TaskTree tree = new TaskTree(tasks);
    tree.dominate();
    tree.draw();
    return tree.rows;
  }

  /** Each task after those that it depends on, else as given. */
  private static List<TaskView> inOrder(List<TaskView> tasks) {
    Map<String, Integer> missing = new HashMap<>();
    Map<String, List<TaskView>> successors = new HashMap<>();
    Map<String, TaskView> known = new HashMap<>();
    tasks.forEach(task -> known.put(task.name(), task));
    List<TaskView> ordered = new ArrayList<>();
    for (TaskView task : tasks) {
      List<String> parents = task.dependsOn().stream().filter(known::containsKey).toList();
      missing.put(task.name(), parents.size());
      parents.forEach(
          parent -> successors.computeIfAbsent(parent, name -> new ArrayList<>()).add(task));
      if (parents.isEmpty()) {
        ordered.add(task);
      }
    }
    for (int i = 0; i < ordered.size(); i++) {
      for (TaskView next : successors.getOrDefault(ordered.get(i).name(), List.of())) {
        if (missing.merge(next.name(), -1, Integer::sum) == 0) {
          ordered.add(next);
        }
      }
    }
    return ordered;
  }

  private void dominate() {
    int[] dominator = new int[tasks.size()];
    int[] depth = new int[tasks.size()];
    for (int i = 0; i < tasks.size(); i++) {
      Integer common = null;
      for (String parent : tasks.get(i).dependsOn()) {
        Integer position = positions.get(parent);
        if (position != null) {
          common = common == null ? position : meet(common, position, dominator, depth);
        }
      }
      dominator[i] = common == null ? ROOT : common;
      depth[i] = dominator[i] == ROOT ? 1 : depth[dominator[i]] + 1;
      children.computeIfAbsent(dominator[i], parent -> new ArrayList<>()).add(i);
    }
  }

  private static int meet(int one, int other, int[] dominator, int[] depth) {
    int a = one;
    int b = other;
    while (a != b) {
      int depthA = a == ROOT ? 0 : depth[a];
      int depthB = b == ROOT ? 0 : depth[b];
      if (depthA >= depthB) {
        a = dominator[a];
      } else {
        b = dominator[b];
      }
    }
    return a;
  }

  /** Depth first with a stack of its own: a chain may be thousands of tasks long. */
  private void draw() {
    List<Step> stack = new ArrayList<>();
    push(stack, ROOT, "", "");
    while (!stack.isEmpty()) {
      Step step = stack.removeLast();
      rows.add(new Row(step.first, tasks.get(step.task)));
      push(stack, step.task, step.next, step.next);
    }
  }

  private void push(List<Step> stack, int parent, String first, String next) {
    List<Integer> below = children.getOrDefault(parent, List.of());
    List<Integer> branches = new ArrayList<>();
    List<Integer> level = new ArrayList<>();
    below.forEach(task -> (parent == ROOT || joins(task) ? level : branches).add(task));
    List<Step> steps = new ArrayList<>();
    if (branches.size() == 1) {
      steps.add(new Step(branches.getFirst(), first, next));
    } else {
      for (int i = 0; i < branches.size(); i++) {
        boolean last = i == branches.size() - 1;
        steps.add(
            new Step(
                branches.get(i), next + (last ? "└─ " : "├─ "), next + (last ? "   " : "│  ")));
      }
    }
    level.forEach(task -> steps.add(new Step(task, first, next)));
    steps.reversed().forEach(stack::add);
  }

  private boolean joins(int task) {
    return tasks.get(task).dependsOn().size() > 1;
  }
}
