package io.carillon.kernel;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a user can ask of a partition. Each is answered by one {@link Answer}, once committed. */
public sealed interface Command {

  /** Who asks: a user or token name, for the record. */
  String by();

  /**
   * Saves a definition: makes the workflow if there is none, else a new version of it; a source
   * equal to the newest version's changes nothing. The caller has validated it.
   *
   * @param source YAML or JSON
   */
  record SaveWorkflow(String namespace, String name, String source, String by) implements Command {}

  /** Runs that exist go on; no new ones start; the history stays. */
  record DeleteWorkflow(String namespace, String name, String by) implements Command {}

  /**
   * Starts a run of the newest version.
   *
   * @param params values by name, checked against the workflow's parameters
   * @param priority {@code null}: the workflow's
   * @param idempotencyKey a repeated trigger with the same key gets the same run; at most 200
   *     characters
   * @param scheduledAt the instant that the run stands for; {@code null}: now
   */
  record Trigger(
      String namespace,
      String workflow,
      Map<String, @Nullable Object> params,
      @Nullable Integer priority,
      @Nullable String idempotencyKey,
      @Nullable Instant scheduledAt,
      String by)
      implements Command {}

  /** Stops a run: nothing more of it starts, and running attempts are told to stop. */
  record CancelRun(long runId, String by) implements Command {}
}
