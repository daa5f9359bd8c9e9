package io.carillon.server.run;

import io.carillon.kernel.Command;
import io.carillon.server.body.Fields;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a run.
 *
 * @param priority -100 to 100; {@code null}: the workflow's
 * @param scheduledTime the instant that the run stands for; {@code null}: now
 */
public record TriggerRequest(
    Map<String, @Nullable Object> params,
    @Nullable Integer priority,
    @Nullable Instant scheduledTime) {

  static final int KEY_LIMIT = 200;

  private static final TriggerRequest EMPTY = new TriggerRequest(Map.of(), null, null);
  private static final Set<String> KNOWN = Set.of("params", "priority", "scheduled_time");

  public static TriggerRequest parse(String json) {
    Fields fields = Fields.parse(json, KNOWN);
    return new TriggerRequest(
        fields.object("params"),
        fields.integer("priority", -100, 100),
        fields.instant("scheduled_time"));
  }

  static TriggerRequest orEmpty(@Nullable TriggerRequest request) {
    return request == null ? EMPTY : request;
  }

  Command.Trigger command(
      String namespace, String workflow, @Nullable String idempotencyKey, String by) {
    return new Command.Trigger(
        namespace, workflow, params, priority, idempotencyKey, scheduledTime, by);
  }
}
