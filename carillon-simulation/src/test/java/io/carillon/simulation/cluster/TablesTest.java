package io.carillon.simulation.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.kernel.Ids;
import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.simulation.clockwork.Dice;
import io.carillon.store.Database;
import io.carillon.store.DatabaseConfig;
import io.carillon.store.PartitionStore;
import io.carillon.store.PartitionStore.Batch;
import io.carillon.store.PartitionStore.Hold;
import io.carillon.store.PartitionStore.Unfinished;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulated database and a real one, asked the same in the same order. */
class TablesTest {

  private static final int PARTITIONS = 3;
  private static final int CALLS = 1_500;
  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

  private final Dice dice = new Dice(7);
  private final long[] commits = new long[PARTITIONS];
  private final List<WorkflowRow> workflows = new ArrayList<>();
  private final List<RunRow> runs = new ArrayList<>();
  private final Map<String, Integer> outcomes = new LinkedHashMap<>();
  private long clock;

  @Test
  void shouldAnswerAsARealDatabaseWhenAskedTheSame(@TempDir Path directory) {
    DatabaseConfig config =
        new DatabaseConfig("jdbc:sqlite:" + directory.resolve("t.db"), null, null, PARTITIONS);
    try (Database database = Database.open(config)) {
      PartitionStore real = database.partitionStore();
      Tables tables = new Tables(PARTITIONS);
      for (int call = 0; call < CALLS; call++) {
        same(draw(tables.holds()), tables, real);
      }
      same(PartitionStore::holds, tables, real);
      for (int partition = 0; partition < PARTITIONS; partition++) {
        int id = partition;
        same(store -> sorted(store.unfinished(id)), tables, real);
      }
    }
    assertThat(outcomes.keySet())
        .as("what the calls came to: %s", outcomes)
        .contains("null", "true", "false", "[COMMITTED]", "[FENCED]", "refused")
        .anyMatch(outcome -> outcome.startsWith("Unfinished[newestId=5"));
  }

  private void same(
      Function<PartitionStore, @Nullable Object> call, PartitionStore one, PartitionStore other) {
    String expected = outcome(() -> call.apply(other));
    assertThat(outcome(() -> call.apply(one))).isEqualTo(expected);
    outcomes.merge(expected, 1, Integer::sum);
  }

  private static String outcome(Supplier<@Nullable Object> call) {
    try {
      return String.valueOf(call.get());
    } catch (RuntimeException e) {
      return "refused";
    }
  }

  private Function<PartitionStore, @Nullable Object> draw(List<Hold> holds) {
    Hold hold = dice.any(holds);
    int partition = hold.partition();
    long epoch = dice.chance(0.8) ? hold.epoch() : hold.epoch() - 1;
    return switch (dice.below(12)) {
      case 0 -> store -> store.claim(partition, epoch, "s" + partition);
      case 1 -> store -> store.release(partition, epoch);
      case 2 -> store -> sorted(store.unfinished(partition));
      case 3 -> reading();
      default -> commit(partition, epoch);
    };
  }

  private Function<PartitionStore, @Nullable Object> reading() {
    if (runs.isEmpty()) {
      return PartitionStore::holds;
    }
    WorkflowRow workflow = dice.any(workflows);
    List<Long> ids = List.of(dice.any(runs).id(), dice.any(runs).id(), 5L);
    List<String> keys = List.of("key-" + dice.below(20), "key-" + dice.below(20));
    int limit = 1 + dice.below(4);
    return dice.oneOf(
        () -> store -> store.workflow("n", workflow.name()),
        () -> store -> store.workflow("n", "none"),
        () -> store -> store.version(workflow.id(), 1 + dice.below(1)),
        () -> store -> sorted(store.workflows(List.of(workflow.id())), WorkflowRow::id),
        () -> store -> sorted(store.runs(ids), RunRow::id),
        () -> store -> new TreeMap<>(store.runsByKey(workflow.id(), keys)),
        () -> store -> store.queued(workflow.id(), limit));
  }

  /** With the right number mostly; the last one again, or one too far, now and then. */
  private Function<PartitionStore, @Nullable Object> commit(int partition, long epoch) {
    long number = commits[partition] + (dice.chance(0.85) ? 1 : dice.below(3));
    Batch batch = new Batch(partition, epoch, number, changes(partition));
    return store -> {
      var outcome = store.commit(List.of(batch));
      if (store instanceof Tables && outcome.contains(PartitionStore.Outcome.COMMITTED)) {
        commits[partition] = Math.max(commits[partition], number);
      }
      return outcome;
    };
  }

  private Changes changes(int partition) {
    clock += 1 + dice.below(1_000);
    Instant now = START.plusMillis(clock);
    List<WorkflowRow> changedWorkflows = new ArrayList<>();
    List<VersionRow> versions = new ArrayList<>();
    List<RunRow> changedRuns = new ArrayList<>();
    List<TaskRunRow> tasks = new ArrayList<>();
    List<AttemptRow> attempts = new ArrayList<>();
    if (of(partition).isEmpty() || dice.chance(0.1)) {
      long id = Ids.next(0, partition, now);
      WorkflowRow row = new WorkflowRow(id, "n", "w" + id, 1, now, now, null);
      workflows.add(row);
      changedWorkflows.add(row);
      versions.add(new VersionRow(id, 1, "{}", now, "me"));
    } else {
      RunRow run = run(partition, now);
      runs.add(run);
      changedRuns.add(run);
      tasks.add(task(run, now));
      if (dice.chance(0.3)) {
        attempts.add(
            new AttemptRow(run.id(), 0, 1 + dice.below(2), 9, "lost", null, null, now, null, now));
      }
    }
    return new Changes(changedWorkflows, versions, changedRuns, tasks, attempts);
  }

  private List<WorkflowRow> of(int partition) {
    return workflows.stream().filter(row -> Ids.partition(row.id()) == partition).toList();
  }

  private RunRow run(int partition, Instant now) {
    List<RunRow> mine = runs.stream().filter(run -> Ids.partition(run.id()) == partition).toList();
    RunState state = dice.any(List.of(RunState.values()));
    WorkflowRow workflow = dice.any(of(partition));
    if (!mine.isEmpty() && dice.chance(0.5)) {
      // What it was born with stays.
      RunRow run = dice.any(mine);
      return row(run.id(), run.workflowId(), state, run.idempotencyKey(), now);
    }
    String key = dice.chance(0.5) ? "key-" + dice.below(20) : null;
    return row(Ids.next(0, partition, now), workflow.id(), state, key, now);
  }

  private RunRow row(long id, long workflowId, RunState state, @Nullable String key, Instant now) {
    Instant ended = state.terminal() ? now : null;
    int priority = dice.below(3);
    return new RunRow(
        id, workflowId, 1, state, null, null, priority, null, key, now, "me", now, now, ended);
  }

  private TaskRunRow task(RunRow run, Instant now) {
    TaskRunState state = dice.any(List.of(TaskRunState.QUEUED, TaskRunState.RUNNING));
    return new TaskRunRow(
        run.id(),
        dice.below(2),
        state,
        dice.below(3),
        0,
        9L,
        null,
        "é",
        null,
        now,
        null,
        now,
        null,
        null);
  }

  private static <T> List<T> sorted(List<T> rows, Function<T, Long> id) {
    return rows.stream().sorted(Comparator.comparing(id)).toList();
  }

  private static Unfinished sorted(Unfinished found) {
    List<TaskRunRow> tasks =
        found.taskRuns().stream()
            .sorted(Comparator.comparingLong(TaskRunRow::runId).thenComparingInt(TaskRunRow::task))
            .toList();
    return new Unfinished(
        found.newestId(), sorted(found.runs(), RunRow::id), tasks, new TreeMap<>(found.queued()));
  }
}
