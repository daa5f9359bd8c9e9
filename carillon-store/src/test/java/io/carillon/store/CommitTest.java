package io.carillon.store;

import static io.carillon.kernel.row.RunState.CANCELLED;
import static io.carillon.kernel.row.RunState.RUNNING;
import static io.carillon.kernel.row.RunState.SUCCEEDED;
import static io.carillon.store.PartitionStore.Outcome.COMMITTED;
import static io.carillon.store.PartitionStore.Outcome.FENCED;
import static io.carillon.store.Rows.id;
import static io.carillon.store.Rows.run;
import static io.carillon.store.Rows.runs;
import static io.carillon.store.Rows.taskRun;
import static io.carillon.store.Rows.workflow;
import static io.carillon.store.Rows.workflows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.store.PartitionStore.Hold;
import io.carillon.store.PartitionStore.Ownership;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may commit, and what is then durable. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
final class CommitTest {

  private static final long WORKFLOW = id(3, 1);

  private final DatabaseKind kind;
  private Database database;
  private PartitionStore store;

  CommitTest(DatabaseKind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open(@TempDir Path directory) {
    database = Database.open(kind.fresh(directory));
    store = database.partitionStore();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void shouldRaiseTheEpochWhenAPartitionIsClaimed() {
    Ownership first = store.claim(3, 0, "a");
    Ownership second = store.claim(3, 1, "b");

    assertThat(first).isEqualTo(new Ownership(3, 1, 0));
    assertThat(second).isEqualTo(new Ownership(3, 2, 0));
    assertThat(store.claim(8, 0, "a")).isNull();
  }

  @Test
  void shouldGiveThePartitionToOneOfManyWhoClaimIt() throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<@Nullable Ownership> claim = () -> store.claim(5, 0, "a");
      List<Future<@Nullable Ownership>> claims = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        claims.add(executor.submit(claim));
      }

      List<Ownership> won = new ArrayList<>();
      for (Future<@Nullable Ownership> future : claims) {
        Ownership ownership = future.get();
        if (ownership != null) {
          won.add(ownership);
        }
      }

      assertThat(won).containsExactly(new Ownership(5, 1, 0));
    }
  }

  @Test
  void shouldTellWhoOwnsEachPartition() {
    store.claim(3, 0, "a");
    store.claim(4, 0, "b");
    store.claim(4, 1, "a");
    store.claim(5, 0, "a");

    boolean released = store.release(5, 1);
    boolean releasedLate = store.release(4, 1);

    assertThat(released).isTrue();
    assertThat(releasedLate).isFalse();
    assertThat(store.holds())
        .hasSize(8)
        .contains(new Hold(0, 0, null), new Hold(3, 1, "a"), new Hold(4, 2, "a"))
        .contains(new Hold(5, 1, null));
  }

  @Test
  void shouldGoOnWithTheNumberOfTheLastCommitWhenClaimedAgain() {
    var owner = new Owner(store, 3);
    owner.commit(runs(run(id(3, 2), WORKFLOW, RUNNING)));
    owner.commit(runs(run(id(3, 3), WORKFLOW, RUNNING)));

    var next = new Owner(store, 3);

    assertThat(next.ownership().commits()).isEqualTo(2);
    assertThat(next.commit(runs(run(id(3, 4), WORKFLOW, RUNNING)))).isEqualTo(COMMITTED);
  }

  @Test
  void shouldChangeNothingWhenThePartitionHasAnotherOwner() {
    var old = new Owner(store, 3);
    var other = new Owner(store, 4);
    RunRow before = run(id(3, 2), WORKFLOW, RUNNING);
    old.commit(runs(before));
    new Owner(store, 3);

    var outcomes =
        store.commit(
            List.of(
                other.next(runs(run(id(4, 2), id(4, 1), RUNNING))),
                old.next(
                    runs(run(id(3, 2), WORKFLOW, CANCELLED), run(id(3, 3), WORKFLOW, RUNNING)))));

    assertThat(outcomes).containsExactly(COMMITTED, FENCED);
    assertThat(store.runs(List.of(id(3, 2), id(3, 3)))).containsExactly(before);
    assertThat(store.runs(List.of(id(4, 2)))).hasSize(1);
    assertThat(store.unfinished(3).newestId()).isEqualTo(id(3, 2));
  }

  @Test
  void shouldRecogniseACommitWhenItIsRepeated() {
    var owner = new Owner(store, 3);
    var other = new Owner(store, 4);
    var batch =
        owner.next(
            new Changes(
                List.of(),
                List.of(Rows.version(WORKFLOW, 1)),
                List.of(run(id(3, 2), WORKFLOW, RUNNING)),
                List.of(),
                List.of(Rows.attempt(id(3, 2), 0, 1))));
    store.commit(List.of(batch));

    var outcomes = store.commit(List.of(batch, other.next(runs(run(id(4, 2), id(4, 1), RUNNING)))));

    assertThat(outcomes).containsExactly(COMMITTED, COMMITTED);
    assertThat(store.runs(List.of(id(4, 2)))).hasSize(1);
    assertThat(owner.commit(runs(run(id(3, 2), WORKFLOW, SUCCEEDED)))).isEqualTo(COMMITTED);
    assertThat(store.commit(List.of(batch))).containsExactly(COMMITTED);
    assertThat(store.runs(List.of(id(3, 2))).getFirst().state()).isEqualTo(SUCCEEDED);
  }

  @Test
  void shouldRefuseANumberThatDoesNotFollow() {
    var owner = new Owner(store, 3);
    owner.next(Changes.NONE);

    assertThat(owner.commit(runs(run(id(3, 2), WORKFLOW, RUNNING)))).isEqualTo(FENCED);

    assertThat(store.runs(List.of(id(3, 2)))).isEmpty();
  }

  @Test
  void shouldRefuseTwoBatchesOfOnePartition() {
    var owner = new Owner(store, 3);

    assertThatThrownBy(
            () -> store.commit(List.of(owner.next(Changes.NONE), owner.next(Changes.NONE))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected one batch for a partition, but found two for 3");
    assertThat(store.commit(List.of())).isEmpty();
  }

  @Test
  void shouldReplaceARowWhenItIsWrittenAgain() {
    var owner = new Owner(store, 3);
    RunRow run = run(id(3, 2), WORKFLOW, RUNNING);
    owner.commit(Rows.changes(List.of(run), List.of(taskRun(run.id(), 0, TaskRunState.QUEUED))));

    TaskRunRow ended = Rows.fullTaskRun(run.id(), 0);
    owner.commit(Rows.changes(List.of(run), List.of(ended)));
    WorkflowRow deleted = Rows.deleted(workflow(WORKFLOW, "deleted"));
    owner.commit(workflows(workflow(WORKFLOW, "deleted")));
    owner.commit(workflows(deleted));

    assertThat(store.unfinished(3).taskRuns()).containsExactly(ended);
    assertThat(store.workflow("test", "deleted")).isEqualTo(deleted);
  }

  @Test
  void shouldWriteTenThousandRowsAtOnce() {
    var owner = new Owner(store, 3);
    List<RunRow> runs = new ArrayList<>();
    List<TaskRunRow> taskRuns = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      runs.add(run(id(3, 2 + i), WORKFLOW, RUNNING));
      taskRuns.add(taskRun(id(3, 2 + i), i % 5, TaskRunState.RUNNING));
    }

    owner.commit(Rows.changes(runs, taskRuns));

    var unfinished = store.unfinished(3);
    assertThat(unfinished.runs()).isEqualTo(runs);
    assertThat(unfinished.taskRuns()).isEqualTo(taskRuns);
  }

  @Test
  void shouldWriteManyLargeTextsAtOnce() {
    var owner = new Owner(store, 3);
    List<TaskRunRow> taskRuns = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      taskRuns.add(Rows.fullTaskRun(id(3, 2), i));
    }

    owner.commit(Rows.changes(List.of(run(id(3, 2), WORKFLOW, RUNNING)), taskRuns));

    assertThat(store.unfinished(3).taskRuns()).isEqualTo(taskRuns);
  }

  @Test
  void shouldCommitOnceWhenTheAnswerToACommitIsLost(@TempDir Path directory) {
    DatabaseConfig config = kind.fresh(directory);
    Database.open(config).close();
    var faults = new CommitFaults(config);
    try (Database faulty = faults.open()) {
      var owner = new Owner(faulty.partitionStore(), 3);
      var batch = owner.next(runs(run(id(3, 2), WORKFLOW, RUNNING)));

      faults.failNext(CommitFaults.When.AFTER);
      assertThatThrownBy(() -> faulty.partitionStore().commit(List.of(batch)))
          .isInstanceOf(StoreException.class);
      assertThat(faulty.partitionStore().runs(List.of(id(3, 2)))).hasSize(1);

      assertThat(faulty.partitionStore().commit(List.of(batch))).containsExactly(COMMITTED);
      assertThat(owner.commit(runs(run(id(3, 2), WORKFLOW, SUCCEEDED)))).isEqualTo(COMMITTED);
    }
  }

  @Test
  void shouldChangeNothingWhenTheConnectionBreaksBeforeTheCommit(@TempDir Path directory) {
    DatabaseConfig config = kind.fresh(directory);
    Database.open(config).close();
    var faults = new CommitFaults(config);
    try (Database faulty = faults.open()) {
      var owner = new Owner(faulty.partitionStore(), 3);
      var batch = owner.next(runs(run(id(3, 2), WORKFLOW, RUNNING)));

      faults.failNext(CommitFaults.When.BEFORE);
      assertThatThrownBy(() -> faulty.partitionStore().commit(List.of(batch)))
          .isInstanceOf(StoreException.class);
      assertThat(faulty.partitionStore().runs(List.of(id(3, 2)))).isEmpty();

      assertThat(faulty.partitionStore().commit(List.of(batch))).containsExactly(COMMITTED);
      assertThat(faulty.partitionStore().runs(List.of(id(3, 2)))).hasSize(1);
    }
  }

  @Test
  void shouldCallARowThatBreaksAConstraintABug() {
    var owner = new Owner(store, 3);
    owner.commit(workflows(workflow(WORKFLOW, "one")));

    assertThatThrownBy(() -> owner.commit(workflows(workflow(id(3, 2), "one"))))
        .isInstanceOf(IllegalStateException.class);

    var batch = owner.last(workflows(workflow(id(3, 2), "two")));
    assertThat(store.commit(List.of(batch))).containsExactly(COMMITTED);
  }
}
