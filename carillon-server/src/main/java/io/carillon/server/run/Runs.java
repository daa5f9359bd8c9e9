package io.carillon.server.run;

import io.carillon.server.body.NearMiss;
import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;
import io.carillon.server.workflow.Definitions;
import io.carillon.store.Queries;
import io.carillon.store.Queries.NamedRun;
import java.util.regex.Pattern;

/** Finds runs and their tasks by what stands in a path. */
public final class Runs {

  private static final Pattern ID = Pattern.compile("\\d{1,18}");

  private final Queries queries;
  private final Definitions definitions;

  public Runs(Queries queries, Definitions definitions) {
    this.queries = queries;
    this.definitions = definitions;
  }

  /**
   * The id that a text says.
   *
   * @throws ProblemException {@code run_not_found}
   */
  static long id(String text) {
    if (!ID.matcher(text).matches()) {
      throw new ProblemException(
          ProblemCode.RUN_NOT_FOUND, "Expected the id of a run, but found '%s'".formatted(text));
    }
    return Long.parseLong(text);
  }

  /**
   * The run of that id.
   *
   * @throws ProblemException {@code run_not_found}
   */
  NamedRun named(String id) {
    NamedRun named = queries.run(id(id));
    if (named == null) {
      throw new ProblemException(
          ProblemCode.RUN_NOT_FOUND, "Expected a run, but found none of id %s".formatted(id));
    }
    return named;
  }

  /** The run of that id, with its tasks. */
  public FoundRun get(String id) {
    NamedRun named = named(id);
    return new FoundRun(named, definitions.get(named.run().workflowId(), named.run().version()));
  }

  /**
   * The index of a task.
   *
   * @throws ProblemException {@code task_not_found}
   */
  public int task(FoundRun run, String name) {
    Integer index = run.definition().index(name);
    if (index == null) {
      String meant =
          NearMiss.of(name, run.definition().workflow().tasks().keySet())
              .map(near -> "; did you mean " + near + "?")
              .orElse("");
      throw new ProblemException(
          ProblemCode.TASK_NOT_FOUND,
          "Expected a task of run %d, but found none of name '%s'%s"
              .formatted(run.id(), name, meant));
    }
    return index;
  }
}
