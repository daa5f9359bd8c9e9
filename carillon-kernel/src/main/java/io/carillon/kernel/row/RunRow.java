package io.carillon.kernel.row;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run.
 *
 * @param id carries the partition and the time of creation
 * @param reason why it ended so, or is about to: a stable code such as {@code task_failed}; {@code
 *     null}: nothing to say
 * @param message a sentence to the reason
 * @param priority higher goes first
 * @param params the values given by the trigger, a JSON object; {@code null}: none
 * @param idempotencyKey a second trigger of the workflow with the same key gets this run
 * @param scheduledAt the instant that it stands for
 * @param triggeredBy who or what started it
 * @param startedAt when it left the queue
 */
public record RunRow(
    long id,
    long workflowId,
    int version,
    RunState state,
    @Nullable String reason,
    @Nullable String message,
    int priority,
    @Nullable String params,
    @Nullable String idempotencyKey,
    Instant scheduledAt,
    String triggeredBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {}
