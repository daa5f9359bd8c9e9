package io.carillon.kernel.row;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task run together with its newest attempt. A pending task run has no row.
 *
 * @param task index of the task in its workflow version, from 0
 * @param attempt number of the newest attempt; 0: none yet
 * @param failures how many attempts failed and count against the retries
 * @param workerId holder of the newest attempt, if it was ever dispatched
 * @param reason why it ended so (or waits, when retrying): a stable code; {@code null}: nothing to
 *     say
 * @param message a sentence to the reason
 * @param outputs a JSON object; {@code null}: none
 * @param readyAt when its dependencies let it start
 * @param dueAt until when it is waiting or retrying; {@code null} in other states
 * @param dispatchedAt of the newest attempt
 * @param startedAt of the newest attempt
 */
public record TaskRunRow(
    long runId,
    int task,
    TaskRunState state,
    int attempt,
    int failures,
    @Nullable Long workerId,
    @Nullable String reason,
    @Nullable String message,
    @Nullable String outputs,
    Instant readyAt,
    @Nullable Instant dueAt,
    @Nullable Instant dispatchedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {}
