package io.carillon.cli.follow;

import io.carillon.cli.api.Fields;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A task of a run as the API shows it.
 *
 * @param attempt number of the newest attempt; 0 before the first
 * @param message why it failed or was skipped, for people
 * @param dueAt when a waiting or retrying task goes on
 */
public record TaskView(
    String name,
    String type,
    List<String> dependsOn,
    String state,
    int attempt,
    @Nullable String reason,
    @Nullable String message,
    @Nullable Instant dueAt,
    @Nullable Instant dispatchedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {

  private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled", "skipped");
  private static final Set<String> ACTIVE = Set.of("dispatched", "running", "retrying");

  public TaskView {
    dependsOn = List.copyOf(dependsOn);
  }

  public static TaskView of(JsonNode task) {
    return new TaskView(
        Fields.text(task, "name", "?"),
        Fields.text(task, "type", "?"),
        Fields.texts(task, "depends_on"),
        Fields.text(task, "state", "unknown"),
        task.path("attempt").asInt(0),
        Fields.text(task, "reason"),
        Fields.text(task, "message"),
        Fields.instant(task, "due_at"),
        Fields.instant(task, "dispatched_at"),
        Fields.instant(task, "started_at"),
        Fields.instant(task, "ended_at"));
  }

  public boolean ended() {
    return ENDED.contains(state);
  }

  public boolean failed() {
    return state.equals("failed");
  }

  boolean active() {
    return ACTIVE.contains(state);
  }

  /** How long its newest attempt took or is taking. */
  public @Nullable Duration length(Instant now) {
    Instant from = startedAt == null ? dispatchedAt : startedAt;
    if (from == null || (!active() && endedAt == null)) {
      return null;
    }
    return Duration.between(from, endedAt == null ? now : endedAt);
  }
}
