package io.carillon.server.workflow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.carillon.kernel.row.VersionRow;
import io.carillon.model.WorkflowReader;
import io.carillon.model.WorkflowReader.Reading;
import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;
import io.carillon.store.Queries;

/** The versions of workflows, read once and kept while there is room: they never change. */
public final class Definitions {

  /** Characters of all sources kept: some ten thousand usual ones. */
  private static final long KEPT = 16L << 20;

  private final Queries queries;
  private final WorkflowReader reader = new WorkflowReader();
  private final Cache<Key, Definition> read =
      Caffeine.newBuilder()
          .maximumWeight(KEPT)
          .weigher((Key key, Definition d) -> d.version().source().length() + 1_000)
          .executor(Runnable::run)
          .build();

  public Definitions(Queries queries) {
    this.queries = queries;
  }

  private record Key(long workflowId, int version) {}

  /**
   * A version.
   *
   * @throws ProblemException {@code version_not_found}
   */
  public Definition get(long workflowId, int version) {
    Key key = new Key(workflowId, version);
    Definition known = read.getIfPresent(key);
    if (known != null) {
      return known;
    }
    VersionRow row = queries.version(workflowId, version);
    if (row == null) {
      throw new ProblemException(
          ProblemCode.VERSION_NOT_FOUND,
          "Expected a version of workflow %d, but found none of number %d"
              .formatted(workflowId, version));
    }
    Definition definition = read(row);
    read.put(key, definition);
    return definition;
  }

  private Definition read(VersionRow row) {
    return switch (reader.read(row.source())) {
      case Reading.Valid valid -> new Definition(row, valid.workflow());
      case Reading.Invalid invalid ->
          throw new IllegalStateException(
              "Expected version %d of workflow %d to be sound, but %s"
                  .formatted(
                      row.version(), row.workflowId(), invalid.errors().getFirst().message()));
    };
  }
}
