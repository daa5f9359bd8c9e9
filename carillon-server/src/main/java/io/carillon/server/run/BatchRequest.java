package io.carillon.server.run;

import io.carillon.kernel.Command;
import io.carillon.server.body.Fields;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks for many runs of a workflow at once: 1 to 1000. */
public record BatchRequest(List<Item> runs) {

  private static final int LIMIT = 1_000;
  private static final Set<String> KNOWN =
      Set.of("params", "priority", "scheduled_time", "idempotency_key");

  public BatchRequest {
    runs = List.copyOf(runs);
  }

  /** One of them; as {@link TriggerRequest}, with a key. */
  public record Item(
      Map<String, @Nullable Object> params,
      @Nullable Integer priority,
      @Nullable Instant scheduledTime,
      @Nullable String idempotencyKey) {

    Command.Trigger command(String namespace, String workflow, String by) {
      return new Command.Trigger(
          namespace, workflow, params, priority, idempotencyKey, scheduledTime, by);
    }
  }

  public static BatchRequest parse(String json) {
    return new BatchRequest(
        Fields.parse(json, Set.of("runs")).objects("runs", LIMIT, KNOWN).stream()
            .map(BatchRequest::item)
            .toList());
  }

  private static Item item(Fields fields) {
    return new Item(
        fields.object("params"),
        fields.integer("priority", -100, 100),
        fields.instant("scheduled_time"),
        fields.text("idempotency_key", TriggerRequest.KEY_LIMIT));
  }
}
