package io.carillon.store;

import static io.carillon.kernel.row.RunState.CANCELLED;
import static io.carillon.kernel.row.RunState.CANCELLING;
import static io.carillon.kernel.row.RunState.FAILED;
import static io.carillon.kernel.row.RunState.QUEUED;
import static io.carillon.kernel.row.RunState.RUNNING;
import static io.carillon.kernel.row.RunState.SUCCEEDED;
import static io.carillon.store.Rows.id;
import static io.carillon.store.Rows.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.store.Plans.Plan;
import io.carillon.store.Queries.RunFilter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No query walks over all that ever ran: among many runs that succeeded, each finds the few that it
 * is about.
 */
final class PlansTest {

  private static final int RUNS = 50_000;
  private static final long COMMON = id(3, 1);
  private static final long RARE = id(3, 2);

  @Test
  void shouldUseAnIndexForEveryQueryOnSqlite(@TempDir Path directory) {
    DatabaseConfig config = DatabaseKind.SQLITE.fresh(directory);
    fill(config);
    var plans = new Plans(config, "EXPLAIN QUERY PLAN");

    try (Database database = plans.open()) {
      askEverything(database);
    }

    assertThat(plans.plans()).hasSizeGreaterThan(40);
    // A partial index of few rows may be read in full.
    var scan = Pattern.compile("SCAN (run|r|task_run|t|attempt|workflow_version)\\b(?!.* run_)");
    assertThat(plans.plans())
        .noneMatch(plan -> plan.steps().stream().anyMatch(step -> scan.matcher(step).find()));
  }

  @Test
  void shouldReadFewPagesForEveryQueryOnPostgresqlWithStatisticsOrWithout() throws SQLException {
    DatabaseConfig config = DatabaseKind.POSTGRESQL.fresh(Path.of(""));
    fill(config);
    var plans = new Plans(config, "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, COSTS OFF)");

    try (Database database = plans.open()) {
      askEverything(database);
      execute(config, "ANALYZE");
      askEverything(database);
    }

    assertThat(plans.plans()).hasSizeGreaterThan(80);
    assertThat(plans.plans())
        .noneMatch(plan -> plan.toString().matches("(?s).*Seq Scan on (run|task_run|attempt).*"));
    // The run table alone has more than 600 pages.
    assertThat(plans.plans()).allMatch(plan -> pages(plan) < 300);
  }

  @Test
  void shouldReadFewPagesForEveryQueryOnMariadbWithStatisticsOrWithout() throws SQLException {
    DatabaseConfig config = DatabaseKind.MARIADB.fresh(Path.of(""));
    fill(config);
    var plans = new Plans(config, "ANALYZE FORMAT=JSON");

    try (Database database = plans.open()) {
      askEverything(database);
      execute(config, "ANALYZE TABLE run, task_run, attempt, workflow, workflow_version");
      askEverything(database);
    }

    assertThat(plans.plans()).hasSizeGreaterThan(80);
    assertThat(plans.plans()).allMatch(plan -> plan.toString().contains("r_loops"));
    // The run table alone has more than 400 pages, of 16 KiB.
    assertThat(plans.plans()).allMatch(plan -> pagesOfMariadb(plan) < 150);
  }

  /** Pages read by each step. */
  private static int pagesOfMariadb(Plan plan) {
    return Pattern.compile("\"pages_accessed\": (\\d+)")
        .matcher(plan.toString())
        .results()
        .mapToInt(found -> number(found.group(1)))
        .sum();
  }

  private static int pages(Plan plan) {
    for (String step : plan.steps()) {
      Matcher buffers =
          Pattern.compile("Buffers: shared(?: hit=(\\d+))?(?: read=(\\d+))?").matcher(step);
      if (buffers.find()) {
        return number(buffers.group(1)) + number(buffers.group(2));
      }
    }
    return 0;
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static void execute(DatabaseConfig config, String sql) throws SQLException {
    try (Connection connection = Connections.source(config, Dialect.of(config)).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void fill(DatabaseConfig config) {
    try (Database database = Database.open(config)) {
      var owner = new Owner(database.partitionStore(), 3);
      owner.commit(
          Rows.workflows(
              new WorkflowRow(COMMON, "common", "daily", 1, Rows.NOON, Rows.NOON, null),
              new WorkflowRow(RARE, "rare", "yearly", 1, Rows.NOON, Rows.NOON, null)));
      List<RunState> few = List.of(QUEUED, RUNNING, CANCELLING, FAILED, CANCELLED);
      List<RunRow> runs = new ArrayList<>();
      List<TaskRunRow> taskRuns = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        RunState state = i < 20 ? few.get(i % few.size()) : SUCCEEDED;
        long workflow = i % 7 == 0 && i < 100 ? RARE : COMMON;
        RunRow run = run(id(3, 10 + i), workflow, state, i % 3, i % 2 == 0 ? "key " + i : null);
        runs.add(run);
        taskRuns.add(Rows.taskRun(run.id(), 0, TaskRunState.SUCCEEDED));
      }
      owner.commit(
          new Changes(List.of(), List.of(Rows.version(COMMON, 1)), runs, taskRuns, List.of()));
    }
  }

  /** Every method of both ports, the list of runs with every kind of filter. */
  private static void askEverything(Database database) {
    PartitionStore store = database.partitionStore();
    store.unfinished(3);
    store.unfinished(4);
    store.workflow("common", "daily");
    store.workflows(List.of(COMMON, RARE));
    store.version(COMMON, 1);
    store.runs(List.of(id(3, 10), id(3, 11), id(3, 12)));
    store.runsByKey(COMMON, List.of("key 1000", "key 2000", "none"));
    store.queued(COMMON, 10);
    store.queued(RARE, 10);
    Queries queries = database.queries();
    queries.workflow("common", "daily");
    queries.workflows("common", "dai", "common/a", 10);
    queries.workflows(null, null, null, 10);
    queries.versions(COMMON, null, 10);
    queries.run(id(3, 10));
    queries.taskRuns(id(3, 10));
    queries.attempts(id(3, 10), 0);
    List<RunFilter> filters = new ArrayList<>();
    List<Set<RunState>> stateSets = new ArrayList<>(List.of(Set.of()));
    for (RunState state : RunState.values()) {
      stateSets.add(Set.of(state));
    }
    stateSets.add(Set.of(QUEUED, RUNNING, FAILED));
    for (Set<RunState> states : stateSets) {
      filters.add(new RunFilter(null, null, states));
      filters.add(new RunFilter("common", null, states));
      filters.add(new RunFilter("rare", null, states));
      filters.add(new RunFilter("common", "daily", states));
      filters.add(new RunFilter("rare", "yearly", states));
    }
    for (RunFilter filter : filters) {
      queries.runs(filter, null, 10);
      queries.runs(filter, id(3, 30_000), 10);
    }
  }
}
