package io.carillon.server.log;

import io.carillon.kernel.AttemptId;
import io.carillon.store.LogTable;
import io.carillon.store.LogTable.Length;
import io.carillon.store.LogTable.Standing;
import io.carillon.store.LogTable.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether logs that are followed have grown by what another server took: while anybody
 * follows, and with one statement for many logs.
 */
final class FollowedLogs implements AutoCloseable {

  /** Quick enough for eyes, and five look-ups a second for each log that somebody watches. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private static final Logger log = LoggerFactory.getLogger(FollowedLogs.class);

  private final LogTable table;
  private final LogListeners listeners;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("followed-logs").factory());

  /** Used by the timer's thread alone. */
  private final Map<AttemptId, Standing> seen = new HashMap<>();

  private boolean watching;
  private boolean closed;

  FollowedLogs(LogTable table, LogListeners listeners) {
    this.table = table;
    this.listeners = listeners;
  }

  /** To be called after a listener was added. */
  synchronized void watch() {
    if (!watching && !closed) {
      watching = true;
      again();
    }
  }

  private void again() {
    timer.schedule(this::lookAndWatchOn, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void lookAndWatchOn() {
    try {
      look();
    } catch (RuntimeException e) {
      // Who follows meets the same failure when it reads.
      log.debug("Followed logs cannot be looked at now", e);
    }
    synchronized (this) {
      watching = !closed && !listeners.attempts().isEmpty();
      if (watching) {
        again();
      }
    }
  }

  /**
   * At first a log counts as empty: who follows it is told once for nothing, and misses nothing.
   */
  private void look() {
    Set<AttemptId> followed = listeners.attempts();
    seen.keySet().retainAll(followed);
    followed.forEach(attempt -> seen.putIfAbsent(attempt, new Standing(0, State.GROWING)));
    Set<AttemptId> grown =
        table.grown(
            seen.entrySet().stream()
                .filter(each -> !each.getValue().state().ended())
                .map(each -> new Length(each.getKey(), each.getValue().length()))
                .toList());
    for (AttemptId attempt : grown) {
      seen.put(attempt, table.standing(attempt));
      listeners.tell(attempt);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    timer.shutdownNow();
  }
}
