package io.carillon.server.run;

import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.model.Json;
import io.carillon.store.Queries.NamedRun;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run, as the API shows it. */
record RunView(
    String id,
    String namespace,
    String workflow,
    int version,
    RunState state,
    @Nullable String reason,
    @Nullable String message,
    int priority,
    Map<String, @Nullable Object> params,
    @Nullable String idempotencyKey,
    Instant scheduledTime,
    String triggeredBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {

  static RunView of(NamedRun named) {
    RunRow run = named.run();
    return new RunView(
        Long.toString(run.id()),
        named.namespace(),
        named.workflow(),
        run.version(),
        run.state(),
        run.reason(),
        run.message(),
        run.priority(),
        run.params() == null ? Map.of() : Json.parseObject(run.params()),
        run.idempotencyKey(),
        run.scheduledAt(),
        run.triggeredBy(),
        run.createdAt(),
        run.startedAt(),
        run.endedAt());
  }
}
