package io.carillon.cli.follow;

import io.carillon.cli.api.Fields;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A run as the API shows it.
 *
 * @param message why it failed, for people
 */
public record RunView(
    String id,
    String namespace,
    String workflow,
    String version,
    String state,
    @Nullable String reason,
    @Nullable String message,
    @Nullable Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {

  private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");

  public static RunView of(JsonNode run) {
    return new RunView(
        Fields.text(run, "id", "?"),
        Fields.text(run, "namespace", "?"),
        Fields.text(run, "workflow", "?"),
        Fields.text(run, "version", "?"),
        Fields.text(run, "state", "unknown"),
        Fields.text(run, "reason"),
        Fields.text(run, "message"),
        Fields.instant(run, "created_at"),
        Fields.instant(run, "started_at"),
        Fields.instant(run, "ended_at"));
  }

  public String name() {
    return namespace + "/" + workflow;
  }

  public boolean ended() {
    return ENDED.contains(state);
  }

  public boolean succeeded() {
    return state.equals("succeeded");
  }

  /** From its creation, as people wait from then on, to its end or to {@code now}. */
  public @Nullable Duration length(Instant now) {
    return createdAt == null ? null : Duration.between(createdAt, endedAt == null ? now : endedAt);
  }
}
