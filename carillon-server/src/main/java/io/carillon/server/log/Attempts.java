package io.carillon.server.log;

import io.carillon.engine.log.LogStore;
import io.carillon.engine.log.LogStore.Position;
import io.carillon.kernel.AttemptId;
import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;
import io.carillon.server.run.FoundRun;
import io.carillon.server.run.Runs;
import io.carillon.store.Queries;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Finds attempts that have a log, and says whether more of it will come. */
public final class Attempts {

  /**
   * The end of a log may come a little after its attempt is over, or, if its worker died, not at
   * all: so it has ended so long after.
   */
  static final Duration LATE = Duration.ofSeconds(5);

  private final Runs runs;
  private final Queries queries;
  private final LogStore logs;
  private final InstantSource clock;

  public Attempts(Runs runs, Queries queries, LogStore logs, InstantSource clock) {
    this.runs = runs;
    this.queries = queries;
    this.logs = logs;
    this.clock = clock;
  }

  /**
   * An attempt that was handed to a worker.
   *
   * @param row of the task, read when the log's end is not known; else {@code null}
   */
  record Found(AttemptId id, @Nullable TaskRunRow row) {}

  /**
   * The attempt of that number.
   *
   * @throws ProblemException {@code run_not_found}, {@code task_not_found}, {@code
   *     attempt_not_found}
   */
  Found find(String runId, String task, int attempt) throws IOException {
    FoundRun run = runs.get(runId);
    int index = runs.task(run, task);
    if (attempt >= 1) {
      AttemptId id = new AttemptId(run.id(), index, attempt);
      if (logs.position(id).ended()) {
        return new Found(id, null);
      }
      TaskRunRow row = row(id);
      if (row != null && row.attempt() >= attempt) {
        return new Found(id, row);
      }
    }
    throw new ProblemException(
        ProblemCode.ATTEMPT_NOT_FOUND,
        "Expected an attempt of task %s in run %s, but found none of number %d"
            .formatted(task, runId, attempt));
  }

  @Nullable TaskRunRow row(AttemptId id) {
    return FoundRun.row(queries.taskRuns(id.runId()), id.task());
  }

  /** Whether no more will come than the position says. */
  boolean ended(Found found, Position position) {
    TaskRunRow row = found.row();
    if (position.ended() || row == null) {
      return true;
    }
    if (!FollowedAttempt.isOver(found.id(), row)) {
      return false;
    }
    Instant over =
        queries.attempts(row.runId(), row.task()).stream()
            .filter(past -> past.attempt() == found.id().attempt())
            .map(AttemptRow::endedAt)
            .findFirst()
            .orElse(row.endedAt());
    return over != null && over.plus(LATE).isBefore(clock.instant());
  }
}
