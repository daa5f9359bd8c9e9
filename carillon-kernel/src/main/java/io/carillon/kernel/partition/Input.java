package io.carillon.kernel.partition;

import io.carillon.kernel.AttemptId;
import io.carillon.kernel.Command;
import io.carillon.kernel.definition.Definition;
import io.carillon.kernel.definition.Requirement;
import io.carillon.kernel.row.RunRow;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can happen to a partition, but for the passing of time. */
public sealed interface Input {

  /**
   * A user asks for something.
   *
   * @param ticket comes back in the {@link Effect.Reply}
   * @param facts what the database says about the things that the command names
   */
  record Request(long ticket, Command command, Facts facts) implements Input {}

  /**
   * Facts for a command, read before it is decided. They are right because whatever has uncommitted
   * changes is in memory, and memory is asked first.
   *
   * @param definition of {@code SaveWorkflow}: the new version, compiled
   * @param existingRun of {@code Trigger} with an idempotency key: the run that has the key
   * @param run of {@code CancelRun}: the run, if it is not in memory
   */
  record Facts(@Nullable Definition definition, @Nullable Long existingRun, @Nullable RunRow run) {
    public static final Facts NONE = new Facts(null, null, null);
  }

  /** A worker says something about an attempt. */
  record Reported(long workerId, long sequence, AttemptId attempt, Report report)
      implements Input {}

  /**
   * A worker has opened a session.
   *
   * @param session numbers the sessions of a server, so that what was meant for an old one is told
   *     apart
   * @param holding this partition's attempts that the worker has
   */
  record WorkerConnected(long workerId, long session, Set<AttemptId> holding) implements Input {
    public WorkerConnected {
      holding = Set.copyOf(holding);
    }
  }

  /** A worker's session has ended. It may come back within its lease. */
  record WorkerDisconnected(long workerId, long session) implements Input {}

  /** A worker has been silent for longer than its lease. */
  record WorkerLost(long workerId) implements Input {}

  /** A worker with room for tasks that have waited for one. What is left over is given back. */
  record Granted(Requirement requirement, long workerId, long session, int credits)
      implements Input {}

  /**
   * Queued runs of a workflow, as the database has them.
   *
   * @param limit how many were asked for: fewer means there are no more
   */
  record QueuedLoaded(long workflowId, List<LoadedRun> runs, int limit) implements Input {
    public QueuedLoaded {
      runs = List.copyOf(runs);
    }
  }

  /** A run's row together with the names and the version that it runs. */
  record LoadedRun(RunRow row, String namespace, String workflow, Definition definition) {}

  /** What a worker says about an attempt. */
  sealed interface Report {

    record Accepted() implements Report {}

    record Started(Instant at) implements Report {}

    /**
     * @param startedAt {@code null}: it never started
     * @param outputs a JSON object; {@code null}: none
     */
    record Succeeded(@Nullable Instant startedAt, @Nullable String outputs) implements Report {}

    /**
     * @param code stable, such as {@code exit_code}
     * @param retryable false when running it again cannot help
     */
    record Failed(@Nullable Instant startedAt, String code, String message, boolean retryable)
        implements Report {}

    /** It was told to stop, and has. */
    record Cancelled(@Nullable Instant startedAt) implements Report {}

    /** The worker gives it back unfinished. */
    record HandedBack(@Nullable Instant startedAt) implements Report {}
  }
}
