package io.carillon.engine;

import java.time.Duration;

/**
 * Settings of an {@link Engine}.
 *
 * @param serverName unique among the servers of a database
 * @param workerLease a worker that was not heard of for this long is lost: 2 s lets work go on
 *     elsewhere within three, and outlasts a long GC pause
 * @param inboxLimit commands waiting at one partition before callers are told to come back
 * @param activeLimit task runs of one partition that are kept in memory; further runs wait in the
 *     database
 */
public record EngineConfig(
    String serverName, Duration workerLease, int inboxLimit, int activeLimit) {

  public static EngineConfig named(String serverName) {
    return new EngineConfig(serverName, Duration.ofSeconds(2), 10_000, 20_000);
  }
}
