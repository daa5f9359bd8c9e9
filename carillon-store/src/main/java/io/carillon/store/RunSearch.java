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

  private static final String OF_NAMESPACE =
      "workflow_id IN (SELECT id FROM workflow WHERE namespace = ?)";

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
      return page(session, branches(List.of()));
    }
    if (name != null) {
      WorkflowRow workflow = WorkflowTable.byName(session, namespace, name);
      if (workflow == null) {
        return List.of();
      }
      long id = workflow.id();
      return page(session, branches(List.of(new Part("workflow_id = ?", p -> p.add(id)))));
    }
    List<NamedRun> ofNewest = page(session, List.of(ofNewest(namespace)));
    return ofNewest.size() == limit
        ? ofNewest
        : page(session, branches(List.of(new Part(OF_NAMESPACE, p -> p.add(namespace)))));
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
        """
            .formatted(codes),
        p -> p.add(before).add(NEWEST).add(namespace));
  }

  private List<Part> branches(List<Part> scope) {
    if (filter.states().isEmpty()) {
      return List.of(inOrder("id < ?", scope));
    }
    // Conditions that say a thing twice name a partial index, as SQLite needs it.
    return filter.states().stream()
        .map(
            state ->
                switch (state) {
                  case SUCCEEDED -> inOrder("state = 10 AND id < ?", scope);
                  case FAILED -> inOrder("state IN (11, 12) AND state = 11 AND id < ?", scope);
                  case CANCELLED -> inOrder("state IN (11, 12) AND state = 12 AND id < ?", scope);
                  case QUEUED -> sorted("state = 0 AND +id < ?", scope);
                  case RUNNING -> sorted("state IN (1, 2) AND state = 1 AND +id < ?", scope);
                  case CANCELLING -> sorted("state IN (1, 2) AND state = 2 AND +id < ?", scope);
                })
        .toList();
  }

  /** A branch whose index has the runs in the order of their ids. */
  private Part inOrder(String condition, List<Part> scope) {
    return branch(condition, "id", scope);
  }

  /**
   * A branch over few runs that are sorted. The sign keeps the planner from the order of the
   * primary key, in which it would walk over all that have ended.
   */
  private Part sorted(String condition, List<Part> scope) {
    return branch(condition, "+id", scope);
  }

  private Part branch(String condition, String order, List<Part> scope) {
    String conditions =
        condition + scope.stream().map(part -> " AND " + part.sql()).collect(Collectors.joining());
    return new Part(
        "SELECT id FROM (SELECT id FROM run WHERE %s ORDER BY %s DESC LIMIT ?) branch"
            .formatted(conditions, order),
        p -> {
          p.add(before);
          for (Part part : scope) {
            part.parameters().set(p);
          }
          p.add(limit);
        });
  }

  static NamedRun readNamed(Row row) throws SQLException {
    return new NamedRun(RunTable.read(row), row.text(), row.text());
  }

  /** A piece of SQL with its parameters. */
  private record Part(String sql, Session.Setting parameters) {}
}
