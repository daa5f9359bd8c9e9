package io.carillon.server.run;

import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.TaskRunRow;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An attempt, as the API shows it.
 *
 * @param outcome {@code succeeded}, {@code failed}, {@code cancelled}, {@code lost} or {@code
 *     handed_back}; {@code null}: still under way
 */
record AttemptView(
    int attempt,
    String workerId,
    @Nullable String worker,
    @Nullable String outcome,
    @Nullable String reason,
    @Nullable String message,
    @Nullable Instant dispatchedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {

  static AttemptView past(AttemptRow row, @Nullable String worker) {
    return new AttemptView(
        row.attempt(),
        Long.toUnsignedString(row.workerId()),
        worker,
        row.outcome(),
        row.reason(),
        row.message(),
        row.dispatchedAt(),
        row.startedAt(),
        row.endedAt());
  }

  /** The newest attempt, which is a part of its task run until another follows. */
  static AttemptView newest(TaskRunRow row, long workerId, @Nullable String worker) {
    return new AttemptView(
        row.attempt(),
        Long.toUnsignedString(workerId),
        worker,
        outcome(row),
        row.reason(),
        row.message(),
        row.dispatchedAt(),
        row.startedAt(),
        row.endedAt());
  }

  private static @Nullable String outcome(TaskRunRow row) {
    return row.state().terminal() ? row.state().name().toLowerCase(Locale.ROOT) : null;
  }
}
