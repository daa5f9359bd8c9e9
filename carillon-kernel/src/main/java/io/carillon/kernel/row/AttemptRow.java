package io.carillon.kernel.row;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that was followed by another; the newest attempt is part of its {@link TaskRunRow}.
 *
 * @param outcome {@code failed}, {@code lost} or {@code handed_back}
 */
public record AttemptRow(
    long runId,
    int task,
    int attempt,
    long workerId,
    String outcome,
    @Nullable String reason,
    @Nullable String message,
    Instant dispatchedAt,
    @Nullable Instant startedAt,
    Instant endedAt) {}
