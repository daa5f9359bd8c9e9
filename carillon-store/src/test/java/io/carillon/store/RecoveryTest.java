package io.carillon.store;

import static io.carillon.kernel.row.RunState.CANCELLED;
import static io.carillon.kernel.row.RunState.CANCELLING;
import static io.carillon.kernel.row.RunState.FAILED;
import static io.carillon.kernel.row.RunState.QUEUED;
import static io.carillon.kernel.row.RunState.RUNNING;
import static io.carillon.kernel.row.RunState.SUCCEEDED;
import static io.carillon.store.Rows.id;
import static io.carillon.store.Rows.run;
import static io.carillon.store.Rows.runs;
import static io.carillon.store.Rows.taskRun;
import static io.carillon.store.Rows.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.store.PartitionStore.Unfinished;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an owner reads back is what it wrote. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
final class RecoveryTest {

  private static final long WORKFLOW = id(3, 1);

  private final DatabaseKind kind;
  private Database database;
  private PartitionStore store;
  private Owner owner;

  RecoveryTest(DatabaseKind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open(@TempDir Path directory) {
    database = Database.open(kind.fresh(directory));
    store = database.partitionStore();
    owner = new Owner(store, 3);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void shouldReadEveryColumnBack() {
    WorkflowRow workflow = Rows.deleted(workflow(WORKFLOW, "report-" + Rows.CHINESE));
    VersionRow version = new VersionRow(WORKFLOW, 2, Rows.MEGABYTE, Rows.NOON, Rows.CHINESE);
    RunRow full = Rows.fullRun(id(3, 2), WORKFLOW, CANCELLING);
    RunRow bare = run(id(3, 3), WORKFLOW, RUNNING);
    TaskRunRow fullTask = Rows.fullTaskRun(full.id(), 4_999);
    TaskRunRow bareTask =
        new TaskRunRow(
            bare.id(),
            0,
            TaskRunState.WAITING,
            0,
            0,
            null,
            null,
            null,
            null,
            Rows.NOON,
            null,
            null,
            null,
            null);
    AttemptRow fullAttempt = Rows.attempt(full.id(), 4_999, 1);
    AttemptRow bareAttempt =
        new AttemptRow(
            full.id(), 4_999, 2, -1, "lost", null, null, Rows.NOON, null, Rows.NOON.plusMillis(1));

    owner.commit(
        new Changes(
            List.of(workflow),
            List.of(version),
            List.of(full, bare),
            List.of(fullTask, bareTask),
            List.of(fullAttempt, bareAttempt)));

    assertThat(store.workflow("test", workflow.name())).isEqualTo(workflow);
    assertThat(store.workflows(List.of(WORKFLOW, 5L))).containsExactly(workflow);
    assertThat(store.version(WORKFLOW, 2)).isEqualTo(version);
    assertThat(store.version(WORKFLOW, 3)).isNull();
    assertThat(store.workflow("test", "other")).isNull();
    assertThat(store.runs(List.of(full.id(), bare.id()))).containsExactlyInAnyOrder(full, bare);
    assertThat(store.unfinished(3).taskRuns()).containsExactly(fullTask, bareTask);
    assertThat(database.queries().attempts(full.id(), 4_999))
        .containsExactly(fullAttempt, bareAttempt);
  }

  @Test
  void shouldKeepWhatARunIsBornWithWhenItIsWrittenAgain() {
    RunRow full = Rows.fullRun(id(3, 2), WORKFLOW, FAILED);
    owner.commit(runs(full));
    owner.commit(runs(run(full.id(), WORKFLOW, SUCCEEDED)));

    RunRow kept = store.runs(List.of(full.id())).getFirst();

    assertThat(kept.state()).isEqualTo(SUCCEEDED);
    assertThat(kept.message()).isNull();
    assertThat(kept.params()).isEqualTo(full.params());
    assertThat(kept.idempotencyKey()).isEqualTo(full.idempotencyKey());
    assertThat(kept.scheduledAt()).isEqualTo(full.scheduledAt());
  }

  @Test
  void shouldGiveBackWhatIsUnfinishedAndNothingElse() {
    long other = id(3, 2);
    List<RunRow> all = new ArrayList<>();
    List<TaskRunRow> tasks = new ArrayList<>();
    for (RunState state : RunState.values()) {
      RunRow run = run(id(3, 10 + state.code()), WORKFLOW, state);
      all.add(run);
      tasks.add(taskRun(run.id(), 1, TaskRunState.SUCCEEDED));
      tasks.add(taskRun(run.id(), 0, TaskRunState.RUNNING));
    }
    all.add(run(id(3, 30), other, QUEUED));
    all.add(run(id(3, 31), other, QUEUED));
    owner.commit(Rows.changes(all, tasks));
    var neighbour = new Owner(store, 4);
    neighbour.commit(
        Rows.changes(
            List.of(run(id(4, 40), id(4, 1), RUNNING), run(id(4, 41), id(4, 1), QUEUED)),
            List.of(taskRun(id(4, 40), 0, TaskRunState.RUNNING))));

    Unfinished unfinished = store.unfinished(3);

    long running = id(3, 11);
    long cancelling = id(3, 12);
    assertThat(unfinished)
        .isEqualTo(
            new Unfinished(
                id(3, 31),
                List.of(run(running, WORKFLOW, RUNNING), run(cancelling, WORKFLOW, CANCELLING)),
                List.of(
                    taskRun(running, 0, TaskRunState.RUNNING),
                    taskRun(running, 1, TaskRunState.SUCCEEDED),
                    taskRun(cancelling, 0, TaskRunState.RUNNING),
                    taskRun(cancelling, 1, TaskRunState.SUCCEEDED)),
                Map.of(WORKFLOW, 1L, other, 2L)));
    assertThat(store.unfinished(5)).isEqualTo(new Unfinished(0, List.of(), List.of(), Map.of()));
    assertThatThrownBy(() -> store.unfinished(8)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldKnowTheNewestIdWhenItIsAWorkflow() {
    owner.commit(runs(run(id(3, 5), WORKFLOW, SUCCEEDED)));
    owner.commit(Rows.workflows(workflow(id(3, 6), "new")));
    owner.commit(runs(run(id(3, 5), WORKFLOW, SUCCEEDED)));

    assertThat(store.unfinished(3).newestId()).isEqualTo(id(3, 6));
  }

  @Test
  void shouldGiveQueuedRunsByPriorityThenAge() {
    owner.commit(
        runs(
            run(id(3, 2), WORKFLOW, QUEUED, 0, null),
            run(id(3, 3), WORKFLOW, QUEUED, 5, null),
            run(id(3, 4), WORKFLOW, QUEUED, -5, null),
            run(id(3, 5), WORKFLOW, QUEUED, 5, null),
            run(id(3, 6), WORKFLOW, RUNNING, 9, null),
            run(id(3, 7), id(3, 1) + 1024, QUEUED, 9, null)));

    assertThat(store.queued(WORKFLOW, 3))
        .extracting(RunRow::id)
        .containsExactly(id(3, 3), id(3, 5), id(3, 2));
    assertThat(store.queued(WORKFLOW, 100)).hasSize(4);
  }

  @Test
  void shouldFindRunsByTheirKeys() {
    owner.commit(
        runs(
            run(id(3, 2), WORKFLOW, QUEUED, 0, "a"),
            run(id(3, 3), WORKFLOW, SUCCEEDED, 0, "b"),
            run(id(3, 4), WORKFLOW, CANCELLED, 0, Rows.CHINESE),
            run(id(3, 5), WORKFLOW, QUEUED, 0, null),
            run(id(3, 6), id(3, 1) + 1024, QUEUED, 0, "a"),
            run(id(3, 7), WORKFLOW, QUEUED, 0, "a ")));
    List<String> asked = new ArrayList<>(List.of("a", "a ", "b", "b ", "A", "á", Rows.CHINESE));
    IntStream.range(0, 1_500).forEach(i -> asked.add("key " + i));

    assertThat(store.runsByKey(WORKFLOW, asked))
        .containsOnly(
            Map.entry("a", id(3, 2)),
            Map.entry("a ", id(3, 7)),
            Map.entry("b", id(3, 3)),
            Map.entry(Rows.CHINESE, id(3, 4)));
    assertThat(store.runsByKey(WORKFLOW, List.of())).isEmpty();
  }

  @Test
  void shouldFindAnyNumberOfRunsById() {
    List<RunRow> runs =
        IntStream.range(2, 1_600).mapToObj(n -> run(id(3, n), WORKFLOW, SUCCEEDED)).toList();
    owner.commit(Rows.changes(runs, List.of()));

    var found = store.runs(LongStream.range(1, 2_000).mapToObj(n -> id(3, (int) n)).toList());

    assertThat(found).containsExactlyInAnyOrderElementsOf(runs);
    assertThat(store.runs(List.of())).isEmpty();
  }

  @Test
  void shouldRefuseASecondRunWithTheSameKey() {
    owner.commit(runs(run(id(3, 2), WORKFLOW, SUCCEEDED, 0, "a")));

    assertThatThrownBy(() -> owner.commit(runs(run(id(3, 3), WORKFLOW, QUEUED, 0, "a"))))
        .isInstanceOf(IllegalStateException.class);
  }
}
