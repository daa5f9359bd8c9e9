package io.carillon.worker.session;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How things stand with a worker, as of a moment ago.
 *
 * @param links one for each server that it knows
 * @param running attempts whose slots are taken
 * @param holding attempts whose end no server has acknowledged
 */
public record WorkerStatus(List<LinkStatus> links, int running, int holding, boolean draining) {

  public WorkerStatus {
    links = List.copyOf(links);
  }

  /** Why there is no session with any server; null if there is one, or none was tried yet. */
  public @Nullable String problem() {
    return links.stream().anyMatch(LinkStatus::up)
        ? null
        : links.stream().map(LinkStatus::problem).filter(Objects::nonNull).findFirst().orElse(null);
  }
}
