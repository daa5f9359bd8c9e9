package io.carillon.kernel.partition;

import io.carillon.kernel.definition.Definition;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run in memory. Changed by {@link State} alone. */
final class Run {

  final RunRow created;
  final long id;
  final long workflowId;
  final String namespace;
  final String workflow;
  final Definition definition;

  RunState state;
  @Nullable String reason;
  @Nullable String message;
  @Nullable Instant startedAt;
  @Nullable Instant endedAt;

  /** By index; {@code null}: pending. Empty until it starts. */
  @Nullable TaskRun[] tasks = new TaskRun[0];

  /** By index: how many of the tasks it depends on have not ended. */
  int[] blockers = new int[0];

  /** Task runs that have not ended, pending ones included. */
  int open;

  /** Task runs that a worker holds. */
  int onWorker;

  Timers.@Nullable Timer timeout;

  /** The batch that changed it last. */
  long changedIn;

  /** Parameters with defaults; made when first needed. */
  @Nullable Map<String, @Nullable Object> params;

  @Nullable String paramsJson;

  Run(Input.LoadedRun run) {
    RunRow row = run.row();
    this.created = row;
    this.id = row.id();
    this.workflowId = row.workflowId();
    this.namespace = run.namespace();
    this.workflow = run.workflow();
    this.definition = run.definition();
    this.state = row.state();
    this.reason = row.reason();
    this.message = row.message();
    this.startedAt = row.startedAt();
    this.endedAt = row.endedAt();
  }

  /** It will fail: something failed it, and it only waits for what still runs. */
  boolean failing() {
    return state == RunState.RUNNING && reason != null;
  }

  RunRow row() {
    return new RunRow(
        id,
        workflowId,
        created.version(),
        state,
        reason,
        message,
        created.priority(),
        created.params(),
        created.idempotencyKey(),
        created.scheduledAt(),
        created.triggeredBy(),
        created.createdAt(),
        startedAt,
        endedAt);
  }
}
