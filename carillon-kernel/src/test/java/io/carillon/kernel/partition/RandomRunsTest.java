package io.carillon.kernel.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.kernel.AttemptId;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.model.Task;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Any workflow, any order of reports, lost workers, cancels: with a restart from rows after every
 * step it takes the same way as without, never runs a task before its dependencies have ended, and
 * ends.
 */
class RandomRunsTest {

  private static final int SEEDS = 300;
  private static final Set<String> visited = new HashSet<>();

  @Test
  void shouldTakeTheSameWayWithARestartAfterEveryStep() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        World straight = play(seed, false);
        World restarted = play(seed, true);
        assertThat(restarted.runs).isEqualTo(straight.runs);
        assertThat(restarted.taskRuns).isEqualTo(straight.taskRuns);
        assertThat(restarted.attempts).isEqualTo(straight.attempts);
        assertOrder(straight);
        visit(straight);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("Seed " + seed, e);
      }
    }
    visit(cancelledWhileQueued());
    Set<String> table = new HashSet<>();
    Transitions.TASKS.forEach(row -> table.add(row.from() + " " + row.event().getSimpleName()));
    Transitions.RUNS.forEach(row -> table.add(run(row.from(), row.event(), row.to())));
    assertThat(visited).as("every row of the transition tables").isEqualTo(table);
  }

  private static World play(long seed, boolean restart) {
    Random random = new Random(seed);
    World world = new World(Limits.of(1_000, Duration.ofSeconds(2)));
    world.saveSource("random", workflow(random));
    long run = world.trigger("random");
    long[] workers = {1, 2};
    for (long worker : workers) {
      world.connect(worker);
    }
    for (int step = 0; step < 2_000 && !world.state(run).terminal(); step++) {
      step(world, random, run, workers);
      if (restart) {
        var live = world.partition.snapshot();
        world.restart();
        assertThat(world.partition.snapshot()).as("step %d", step).isEqualTo(live);
      }
    }
    assertThat(world.state(run).terminal()).as("the run has ended").isTrue();
    assertThat(world.partition.size()).isZero();
    return world;
  }

  private static void step(World world, Random random, long run, long[] workers) {
    int slot = random.nextInt(workers.length);
    long worker = workers[slot];
    List<AttemptId> held =
        world.held.keySet().stream()
            .sorted(
                (a, b) -> a.task() != b.task() ? a.task() - b.task() : a.attempt() - b.attempt())
            .toList();
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> world.work(worker, 1 + random.nextInt(3));
      case 3 -> world.pass(Duration.ofSeconds(random.nextInt(40)));
      case 4 -> {
        if (random.nextInt(20) == 0) {
          world.kill(worker);
          // At once: a restart in between would let the partition wait anew, and longer.
          world.pass(World.LIMITS.isolation());
          workers[slot] += workers.length;
          world.connect(workers[slot]);
        }
      }
      case 5 -> {
        if (random.nextInt(60) == 0 && world.state(run) == RunState.RUNNING) {
          world.cancel(run);
        }
      }
      default -> {
        if (held.isEmpty()) {
          world.pass(Duration.ofSeconds(5));
        } else {
          world.report(held.get(random.nextInt(held.size())), report(world, random));
        }
      }
    }
  }

  private static Input.Report report(World world, Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> new Input.Report.Accepted();
      case 1, 2 -> new Input.Report.Started(world.now);
      case 3 -> new Input.Report.Failed(world.now, "exit_code", "Exit code 1", true);
      case 4 -> new Input.Report.Failed(null, "config_invalid", "No such field", false);
      case 5 -> new Input.Report.Cancelled(world.now);
      case 6 -> new Input.Report.HandedBack(random.nextBoolean() ? world.now : null);
      default -> new Input.Report.Succeeded(world.now, "{\"n\": " + random.nextInt(10) + "}");
    };
  }

  static String workflow(Random random) {
    StringBuilder yaml = new StringBuilder("name: random\n");
    if (random.nextInt(4) == 0) {
      yaml.append("timeout: 90s\n");
    }
    yaml.append("tasks:\n");
    int tasks = 1 + random.nextInt(8);
    for (int i = 0; i < tasks; i++) {
      yaml.append("  t%d:\n    type: %s\n".formatted(i, random.nextBoolean() ? "x" : "y"));
      StringBuilder dependencies = new StringBuilder();
      int first = -1;
      for (int j = 0; j < i; j++) {
        if (random.nextInt(3) == 0) {
          dependencies.append(dependencies.isEmpty() ? "" : ", ").append("t").append(j);
          first = first < 0 ? j : first;
        }
      }
      yaml.append("    depends_on: [%s]\n".formatted(dependencies));
      yaml.append("    trigger_rule: %s\n".formatted(any(random, Task.TriggerRule.values())));
      yaml.append("    on_failure: %s\n".formatted(any(random, Task.OnFailure.values())));
      if (random.nextInt(4) == 0) {
        yaml.append("    at_most_once: true\n");
      } else {
        yaml.append("    on_lost_worker: %s\n".formatted(any(random, Task.OnLostWorker.values())));
        yaml.append("    retries: {max: %d, delay: 3s}\n".formatted(random.nextInt(3)));
      }
      yaml.append("    stop_when_isolated: %s\n".formatted(random.nextInt(3) == 0));
      yaml.append("    priority: %d\n".formatted(random.nextInt(3)));
      if (random.nextInt(4) == 0) {
        yaml.append("    timeout: 20s\n");
      }
      if (random.nextInt(4) == 0) {
        yaml.append("    delay: 10s\n");
      }
      if (first >= 0 && random.nextInt(3) == 0) {
        yaml.append(
            random.nextBoolean()
                ? "    when: outputs.t%d.n > 4\n".formatted(first)
                : "    when: has(outputs.t%1$d.n) && outputs.t%1$d.n > 4\n".formatted(first));
      }
      if (first >= 0 && random.nextInt(4) == 0) {
        yaml.append("    config: {n: \"{{ outputs.t%d.n }}\"}\n".formatted(first));
      }
    }
    return yaml.toString();
  }

  private static <E extends Enum<E>> String any(Random random, E[] values) {
    return values[random.nextInt(values.length)].name().toLowerCase(Locale.ROOT);
  }

  /** No task was handed out before its dependencies let it. */
  private static void assertOrder(World world) {
    for (RunRow run : world.runs.values()) {
      var definition = world.definition(run.workflowId(), run.version());
      Map<Integer, TaskRunRow> rows = new TreeMap<>();
      world.taskRuns.values().forEach(row -> rows.put(row.task(), row));
      for (TaskRunRow row : rows.values()) {
        var node = definition.node(row.task());
        boolean waitsForOne =
            node.task().triggerRule() == Task.TriggerRule.ONE_FAILED
                || node.task().triggerRule() == Task.TriggerRule.ONE_SUCCEEDED;
        if (row.attempt() == 0 || waitsForOne) {
          continue;
        }
        for (int dependency : node.dependencies()) {
          TaskRunRow before = Objects.requireNonNull(rows.get(dependency));
          assertThat(before.state().terminal()).isTrue();
          assertThat(before.endedAt()).isBeforeOrEqualTo(row.readyAt());
        }
      }
      assertThat(rows.values()).extracting(TaskRunRow::state).allMatch(TaskRunState::terminal);
    }
  }

  private static World cancelledWhileQueued() {
    World small = new World(Limits.of(1, Duration.ofSeconds(2)));
    small.save("job", "a: {type: t}");
    small.trigger("job");
    small.cancel(small.trigger("job"));
    return small;
  }

  private static String run(RunState from, Class<?> event, RunState to) {
    return "run " + from + " " + event.getSimpleName() + " " + to;
  }

  private static void visit(World world) {
    Map<String, TaskRunState> states = new TreeMap<>();
    Map<Long, RunState> runStates = new TreeMap<>();
    for (Event event : world.events) {
      if (event instanceof Event.OfTask task) {
        String key = task.run() + "/" + task.task();
        TaskRunState from = states.getOrDefault(key, TaskRunState.PENDING);
        visited.add(from + " " + event.getClass().getSimpleName());
        states.put(key, Transitions.next(from, task));
      }
      switch (event) {
        case Event.RunStarted e -> visit(runStates, e.run(), event, RunState.RUNNING);
        case Event.RunFailing e -> visit(runStates, e.run(), event, RunState.RUNNING);
        case Event.RunCancelling e -> visit(runStates, e.run(), event, RunState.CANCELLING);
        case Event.RunEnded e -> visit(runStates, e.run(), event, e.state());
        default -> {}
      }
    }
  }

  private static void visit(Map<Long, RunState> states, long run, Event event, RunState to) {
    visited.add(run(states.getOrDefault(run, RunState.QUEUED), event.getClass(), to));
    states.put(run, to);
  }
}
