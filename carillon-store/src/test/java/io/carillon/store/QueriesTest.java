package io.carillon.store;

import static io.carillon.store.Rows.id;
import static io.carillon.store.Rows.run;
import static io.carillon.store.Rows.runs;
import static io.carillon.store.Rows.workflow;
import static io.carillon.store.Rows.workflows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.store.Queries.NamedRun;
import io.carillon.store.Queries.RunFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The lists of the API. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
final class QueriesTest {

  private static final RunFilter ALL = new RunFilter(null, null, Set.of());

  private final DatabaseKind kind;
  private Database database;
  private Queries queries;
  private Owner owner;

  QueriesTest(DatabaseKind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open(@TempDir Path directory) {
    database = Database.open(kind.fresh(directory));
    queries = database.queries();
    owner = new Owner(database.partitionStore(), 3);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static WorkflowRow in(String namespace, int n, String name) {
    return new WorkflowRow(id(3, n), namespace, name, 1, Rows.NOON, Rows.NOON, null);
  }

  @Test
  void shouldListWorkflowsByNamespaceAndName() {
    WorkflowRow gone = Rows.deleted(in("b", 6, "gone"));
    owner.commit(
        workflows(
            in("b", 1, "x"),
            in("a", 2, "z"),
            in("a", 3, "b-1"),
            in("a", 4, "b_1"),
            gone,
            in("a.b", 5, "y")));

    assertThat(names(queries.workflows(null, null, null, 10)))
        .containsExactly("a/b-1", "a/b_1", "a/z", "a.b/y", "b/x");
    assertThat(names(queries.workflows(null, null, null, 2))).containsExactly("a/b-1", "a/b_1");
    assertThat(names(queries.workflows(null, null, "a/b_1", 2))).containsExactly("a/z", "a.b/y");
    assertThat(names(queries.workflows("a", null, "a/b-1", 10))).containsExactly("a/b_1", "a/z");
    assertThat(queries.workflow("b", "gone")).isEqualTo(gone);
    assertThatThrownBy(() -> queries.workflows(null, null, "a", 10))
        .hasMessage("Expected namespace/name after which to go on, but found a");
    assertThatThrownBy(() -> queries.workflows(null, null, null, 1001))
        .hasMessage("Expected a limit from 1 to 1000, but found 1001");
  }

  @Test
  void shouldSearchForTheCharactersThemselves() {
    owner.commit(
        workflows(
            in("a", 1, "load_orders"),
            in("a", 2, "load-orders"),
            in("b", 3, "100%!"),
            in("b", 4, "1000")));

    assertThat(names(queries.workflows(null, "D_O", null, 10))).containsExactly("a/load_orders");
    assertThat(names(queries.workflows(null, "ORDERS", null, 10))).hasSize(2);
    assertThat(names(queries.workflows("b", "0%", null, 10))).containsExactly("b/100%!");
    assertThat(names(queries.workflows("b", "!", null, 10))).containsExactly("b/100%!");
    assertThat(queries.workflows("a", "100", null, 10)).isEmpty();
  }

  @Test
  void shouldListVersionsNewestFirst() {
    List<VersionRow> versions = new ArrayList<>();
    for (int n = 1; n <= 5; n++) {
      versions.add(Rows.version(id(3, 1), n));
    }
    owner.commit(new Changes(List.of(), versions, List.of(), List.of(), List.of()));

    assertThat(queries.versions(id(3, 1), null, 2))
        .extracting(VersionRow::version)
        .containsExactly(5, 4);
    assertThat(queries.versions(id(3, 1), 4, 10))
        .extracting(VersionRow::version)
        .containsExactly(3, 2, 1);
    assertThat(queries.version(id(3, 1), 3)).isEqualTo(versions.get(2));
  }

  @Test
  void shouldGiveARunWithTheNamesOfItsWorkflow() {
    RunRow run = run(id(3, 2), id(3, 1), RunState.RUNNING);
    owner.commit(workflows(workflow(id(3, 1), "report")));
    owner.commit(runs(run));

    assertThat(queries.run(run.id())).isEqualTo(new NamedRun(run, "test", "report"));
    assertThat(queries.run(1)).isNull();
  }

  @Test
  void shouldListTaskRunsByTask() {
    owner.commit(
        Rows.changes(
            List.of(),
            List.of(
                Rows.taskRun(id(3, 2), 2, TaskRunState.RUNNING),
                Rows.taskRun(id(3, 2), 0, TaskRunState.SUCCEEDED),
                Rows.taskRun(id(3, 3), 0, TaskRunState.RUNNING))));

    assertThat(queries.taskRuns(id(3, 2)))
        .containsExactly(
            Rows.taskRun(id(3, 2), 0, TaskRunState.SUCCEEDED),
            Rows.taskRun(id(3, 2), 2, TaskRunState.RUNNING));
  }

  @Test
  void shouldFindExactlyTheRunsOfAFilterPageByPage() {
    List<NamedRun> all = manyRuns();
    List<RunFilter> filters = new ArrayList<>();
    List<Set<RunState>> stateSets =
        List.of(
            Set.of(),
            Set.of(RunState.QUEUED),
            Set.of(RunState.FAILED, RunState.CANCELLED),
            Set.of(RunState.RUNNING, RunState.CANCELLING, RunState.SUCCEEDED),
            Set.of(RunState.values()));
    for (Set<RunState> states : stateSets) {
      filters.add(new RunFilter(null, null, states));
      filters.add(new RunFilter("a", null, states));
      filters.add(new RunFilter("a", "x", states));
      filters.add(new RunFilter("b", "x", states));
      filters.add(new RunFilter("c", null, states));
      filters.add(new RunFilter("a", "none", states));
    }

    for (RunFilter filter : filters) {
      List<NamedRun> expected = all.stream().filter(matching(filter)).toList();
      assertThat(pages(filter, 7)).as("%s", filter).isEqualTo(expected);
      assertThat(pages(filter, 1000)).as("%s", filter).isEqualTo(expected);
    }
    assertThatThrownBy(() -> queries.runs(new RunFilter(null, "x", Set.of()), null, 1))
        .hasMessage("Expected a namespace with the workflow x, but found none");
  }

  /** In several partitions, so that ids and states do not go together; newest first. */
  private List<NamedRun> manyRuns() {
    List<WorkflowRow> workflows = List.of(in("a", 1, "x"), in("a", 2, "y"), in("b", 3, "x"));
    owner.commit(workflows(workflows.toArray(WorkflowRow[]::new)));
    List<RunState> states = List.of(RunState.values());
    List<NamedRun> all = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      WorkflowRow workflow = workflows.get(i % 3);
      RunState state = states.get(i / 3 % 6);
      RunRow run = run(id(3, 10 + i), workflow.id(), state, i % 4, i % 5 == 0 ? "k" + i : null);
      all.addFirst(new NamedRun(run, workflow.namespace(), workflow.name()));
    }
    owner.commit(Rows.changes(all.stream().map(NamedRun::run).toList(), List.of()));
    return all;
  }

  private static Predicate<NamedRun> matching(RunFilter filter) {
    return named ->
        (filter.namespace() == null || filter.namespace().equals(named.namespace()))
            && (filter.workflow() == null || filter.workflow().equals(named.workflow()))
            && (filter.states().isEmpty() || filter.states().contains(named.run().state()));
  }

  private List<NamedRun> pages(RunFilter filter, int limit) {
    List<NamedRun> found = new ArrayList<>();
    @Nullable Long after = null;
    while (true) {
      List<NamedRun> page = queries.runs(filter, after, limit);
      found.addAll(page);
      if (page.size() < limit) {
        return found;
      }
      after = page.getLast().run().id();
    }
  }

  @Test
  void shouldNeitherRepeatNorSkipARunWhenNewOnesComeBetweenPages() {
    List<NamedRun> all = manyRuns();
    List<Long> seen = new ArrayList<>();
    @Nullable Long after = null;
    for (int page = 0; page < 12; page++) {
      List<NamedRun> rows = queries.runs(ALL, after, 10);
      rows.forEach(row -> seen.add(row.run().id()));
      after = rows.getLast().run().id();
      owner.commit(runs(run(id(3, 1000 + page), id(3, 1), RunState.QUEUED)));
    }

    assertThat(seen).isEqualTo(all.stream().map(named -> named.run().id()).toList());
  }

  private static List<String> names(List<WorkflowRow> workflows) {
    Function<WorkflowRow, String> name = row -> row.namespace() + "/" + row.name();
    return workflows.stream().map(name).toList();
  }
}
