package io.carillon.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks as a graph: every dependency exists and none leads back to where it started. Works on
 * nodes, so that a task which has other errors takes part.
 */
final class GraphCheck {

  /** Edges looked at in search of a shorter cycle, once there is one. */
  private static final int PATIENCE = 500_000;

  /** Of a longer cycle, only so many tasks at each end are named. */
  private static final int LONGEST_SHOWN = 25;

  private final List<String> names;
  private final List<Edge[]> edges = new ArrayList<>();
  private final Findings findings;
  private int patience = PATIENCE;

  /** Task {@code from} waits for task {@code to}, as its item of {@code depends_on} says. */
  private record Edge(int from, int to, int item, Place place) {}

  private GraphCheck(Map<String, Node> tasks, Findings findings) {
    this.names = List.copyOf(tasks.keySet());
    this.findings = findings;
    Map<String, Integer> numbers = new HashMap<>();
    names.forEach(name -> numbers.put(name, numbers.size()));
    tasks.values().forEach(task -> edges.add(edges(edges.size(), task, numbers)));
  }

  static void check(Node root, Findings findings) {
    if (root instanceof Node.Fields workflow
        && workflow.byName().get("tasks") instanceof Node.Fields tasks
        && tasks.byName().size() <= WorkflowShape.MOST_TASKS) {
      new GraphCheck(tasks.byName(), findings).reportCycles();
    }
  }

  private Edge[] edges(int from, Node task, Map<String, Integer> numbers) {
    if (!(task instanceof Node.Fields fields)
        || !(fields.byName().get("depends_on") instanceof Node.Items items)
        || items.list().size() > TaskShape.MOST_DEPENDENCIES) {
      return new Edge[0];
    }
    List<Edge> found = new ArrayList<>();
    for (int item = 0; item < items.list().size(); item++) {
      Node node = items.list().get(item);
      if (!(node.json() instanceof String name) || !Names.isIdentifier(name)) {
        continue;
      }
      Integer to = numbers.get(name);
      if (to == null) {
        reportUnknown(path(from, item), node, name, numbers);
      } else if (to == from) {
        String itself = Quote.quote(name) + ", the task itself";
        findings.report(path(from, item), node.place(), itself, "other tasks", null);
      } else {
        found.add(new Edge(from, to, item, node.place()));
      }
    }
    return found.toArray(Edge[]::new);
  }

  private void reportUnknown(Path path, Node node, String name, Map<String, Integer> numbers) {
    if (findings.full()) {
      return;
    }
    String suggestion = NearMiss.of(name, numbers.keySet());
    findings.report(
        path,
        node.place(),
        "the unknown task " + Quote.quote(name),
        "the name of a task of the workflow",
        suggestion);
  }

  private Path path(int task, int item) {
    return Path.ROOT.field("tasks").field(names.get(task)).field("depends_on").item(item);
  }

  /** Reports a cycle, takes its tasks away, and looks for the next. */
  private void reportCycles() {
    boolean[] gone = new boolean[names.size()];
    for (List<Edge> cycle = cycle(gone); cycle != null; cycle = cycle(gone)) {
      cycle.forEach(edge -> gone[edge.from] = true);
      report(cycle);
      if (findings.full()) {
        return;
      }
    }
  }

  private void report(List<Edge> cycle) {
    Edge first = cycle.get(0);
    StringBuilder found = new StringBuilder("the cycle ").append(names.get(first.from));
    for (int i = 0; i < cycle.size(); i++) {
      if (i == LONGEST_SHOWN && cycle.size() > 2 * LONGEST_SHOWN) {
        int hidden = cycle.size() - 2 * LONGEST_SHOWN;
        found.append(" → … ").append(Quote.number(hidden)).append(" more …");
        i += hidden;
      }
      found.append(" → ").append(names.get(cycle.get(i).to));
    }
    String expected = "tasks that do not wait for themselves (→ reads: depends on)";
    findings.report(path(first.from, first.item), first.place, found.toString(), expected, null);
  }

  /** The shortest cycle that patience finds among the tasks left, the first of equals. */
  private @Nullable List<Edge> cycle(boolean[] gone) {
    peel(gone);
    List<Edge> best = null;
    for (int task = 0; task < names.size() && (best == null || patience > 0); task++) {
      if (!gone[task]) {
        Search search = new Search(task, gone, best == null ? names.size() : best.size() - 1);
        List<Edge> found = search.cycle();
        patience -= search.steps;
        best = found == null ? best : found;
      }
    }
    return best;
  }

  /** Takes away, again and again, what waits for nothing: what is left waits for a cycle. */
  private void peel(boolean[] gone) {
    List<List<Integer>> waiting = new ArrayList<>();
    int[] open = new int[names.size()];
    names.forEach(name -> waiting.add(new ArrayList<>()));
    Deque<Integer> free = new ArrayDeque<>();
    for (int task = 0; task < names.size(); task++) {
      for (Edge edge : edges.get(task)) {
        if (!gone[task] && !gone[edge.to]) {
          open[task]++;
          waiting.get(edge.to).add(task);
        }
      }
      if (!gone[task] && open[task] == 0) {
        free.add(task);
      }
    }
    while (!free.isEmpty()) {
      int task = free.remove();
      gone[task] = true;
      for (int next : waiting.get(task)) {
        if (--open[next] == 0) {
          free.add(next);
        }
      }
    }
  }

  /** Looks for the shortest way from a task back to itself, breadth first. */
  private final class Search {

    private final int start;
    private final boolean[] gone;
    private final int longest;
    private final @Nullable Edge[] reachedBy = new @Nullable Edge[names.size()];
    private int steps;

    Search(int start, boolean[] gone, int longest) {
      this.start = start;
      this.gone = gone;
      this.longest = longest;
    }

    /** Its edges from the start on; {@code null} if there is none that is short enough. */
    @Nullable List<Edge> cycle() {
      List<Integer> layer = List.of(start);
      for (int length = 1; length <= longest && !layer.isEmpty(); length++) {
        List<Integer> next = new ArrayList<>();
        for (int task : layer) {
          for (Edge edge : edges.get(task)) {
            steps++;
            if (edge.to == start) {
              return way(edge);
            }
            if (!gone[edge.to] && reachedBy[edge.to] == null) {
              reachedBy[edge.to] = edge;
              next.add(edge.to);
            }
          }
        }
        layer = next;
      }
      return null;
    }

    private List<Edge> way(Edge last) {
      Deque<Edge> way = new ArrayDeque<>();
      for (Edge edge = last; edge != null; edge = reachedBy[edge.from]) {
        way.addFirst(edge);
      }
      return List.copyOf(way);
    }
  }
}
