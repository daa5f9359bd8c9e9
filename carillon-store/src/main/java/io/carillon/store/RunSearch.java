package io.carillon.store;

import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.store.Queries.NamedRun;
import io.carillon.store.Queries.RunFilter;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One page of runs, newest first, for any filter.
 *
 * <p>No one index serves every filter, and a plan that walks all runs to find three is no plan. So
 * each group of states asked for is a branch with an index of its own: it names the ids of its
 * newest runs, at most a page of them. The branches together hold the page.
 */
final class RunSearch {

  static final String ONE =
      "SELECT "
          + RunTable.COLUMNS
          + ", w.namespace, w.name FROM run r JOIN workflow w ON w.id = r.workflow_id WHERE r.id ="
          + " ?";

  /** A namespace that holds most runs finds its page among so many of the newest. */
  private static final int NEWEST = 5_000;

  private static final String PAGE =
      "SELECT "
          + RunTable.COLUMNS
          + """
          , w.namespace, w.name
          FROM (%s) page
          JOIN run r ON r.id = page.id
          JOIN workflow w ON w.id = r.workflow_id
          ORDER BY r.id DESC
          LIMIT ?
          """;

  /**
   * The index that a branch is to use. A sign before a column keeps the planners from the indexes
   * on it, in whose order they would walk over runs that the branch is not about.
   */
  private enum By {
    /** One that has the runs in the order of their ids. */
    ID("", ""),
    /** That of the workflow; the runs are then sorted. */
    WORKFLOW("+", ""),
    /** That of the state alone, which has few runs; they are then sorted. */
    STATE("+", "+");

    private final String id;
    private final String scope;

    By(String id, String scope) {
      this.id = id;
      this.scope = scope;
    }
  }

  private final RunFilter filter;
  private final long before;
  private final int limit;

  RunSearch(RunFilter filter, long before, int limit) {
    if (filter.workflow() != null && filter.namespace() == null) {
      throw new IllegalArgumentException(
          "Expected a namespace with the workflow " + filter.workflow() + ", but found none");
    }
    this.filter = filter;
    this.before = before;
    this.limit = limit;
  }

  List<NamedRun> find(Session session) throws SQLException {
    String namespace = filter.namespace();
    String name = filter.workflow();
    if (namespace == null) {
      return page(session, branches(new Part("", Session.Setting.NONE), By.ID));
    }
    if (name != null) {
      WorkflowRow workflow = WorkflowTable.byName(session, namespace, name);
      if (workflow == null) {
        return List.of();
      }
      var ofWorkflow = new Part("AND %sworkflow_id = ?", p -> p.add(workflow.id()));
      return page(session, branches(ofWorkflow, By.ID));
    }
    List<NamedRun> ofNewest = page(session, List.of(ofNewest(namespace)));
    if (ofNewest.size() == limit) {
      return ofNewest;
    }
    var ofNamespace =
        new Part(
            "AND %sworkflow_id IN (SELECT id FROM workflow WHERE namespace = ?)",
            p -> p.add(namespace));
    return page(session, branches(ofNamespace, By.WORKFLOW));
  }

  private List<NamedRun> page(Session session, List<Part> branches) throws SQLException {
    String union = branches.stream().map(Part::sql).collect(Collectors.joining(" UNION ALL "));
    return session.query(
        PAGE.formatted(union),
        p -> {
          for (Part branch : branches) {
            branch.parameters().set(p);
          }
          p.add(limit);
        },
        RunSearch::readNamed);
  }

  private Part ofNewest(String namespace) {
    Set<RunState> states =
        filter.states().isEmpty() ? EnumSet.allOf(RunState.class) : filter.states();
    String codes =
        states.stream().map(s -> Integer.toString(s.code())).collect(Collectors.joining(", "));
    return new Part(
        """
        SELECT newest.id
        FROM (SELECT id, workflow_id, state FROM run WHERE id < ? ORDER BY id DESC LIMIT ?) newest
        JOIN workflow w ON w.id = newest.workflow_id
        WHERE w.namespace = ? AND newest.state IN (%s)
        ORDER BY newest.id DESC
        LIMIT ?
        """
            .formatted(codes),
        p -> p.add(before).add(NEWEST).add(namespace).add(limit));
  }

  /**
   * @param ended the index for runs that succeeded, which are too many for one of their own
   */
  private List<Part> branches(Part scope, By ended) {
    if (filter.states().isEmpty()) {
      return List.of(branch("", ended, scope));
    }
    // Conditions that say a thing twice name a partial index, as SQLite needs it.
    return filter.states().stream()
        .map(
            state ->
                switch (state) {
                  case QUEUED -> branch("state = 0 AND", By.STATE, scope);
                  case RUNNING -> branch("state IN (1, 2) AND state = 1 AND", By.STATE, scope);
                  case CANCELLING -> branch("state IN (1, 2) AND state = 2 AND", By.STATE, scope);
                  case SUCCEEDED -> branch("state = 10 AND", ended, scope);
                  case FAILED -> branch("state IN (11, 12) AND state = 11 AND", By.ID, scope);
                  case CANCELLED -> branch("state IN (11, 12) AND state = 12 AND", By.ID, scope);
                })
        .toList();
  }

  private Part branch(String states, By by, Part scope) {
    return new Part(
        """
        SELECT id FROM (
          SELECT id FROM run WHERE %s %sid < ? %s ORDER BY %sid DESC LIMIT ?) branch
        """
            .formatted(states, by.id, scope.sql().formatted(by.scope), by.id),
        p -> {
          p.add(before);
          scope.parameters().set(p);
          p.add(limit);
        });
  }

  static NamedRun readNamed(Row row) throws SQLException {
    return new NamedRun(RunTable.read(row), row.text(), row.text());
  }

  /** A piece of SQL with its parameters. */
  private record Part(String sql, Session.Setting parameters) {}
}
