package io.carillon.server.run;

import io.carillon.server.body.Fields;
import java.util.List;
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

  /** One of them. */
  public record Item(TriggerRequest request, @Nullable String idempotencyKey) {}

  public static BatchRequest parse(String json) {
    return new BatchRequest(
        Fields.parse(json, Set.of("runs")).objects("runs", LIMIT, KNOWN).stream()
            .map(BatchRequest::item)
            .toList());
  }

  private static Item item(Fields fields) {
    String key = fields.text("idempotency_key", TriggerRequest.KEY_LIMIT);
    return new Item(TriggerRequest.of(fields), key);
  }
}
