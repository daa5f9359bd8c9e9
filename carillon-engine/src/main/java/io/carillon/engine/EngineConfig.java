package io.carillon.engine;

import java.time.Duration;

/**
 * Settings of an {@link Engine}.
 *
 * @param serverName unique among the servers of a database
 * @param workerLease a worker that was not heard of for this long is lost: 2 s lets work go on
 *     elsewhere within three, and outlasts a long GC pause
 * @param inboxLimit commands waiting at one partition before callers are told to come back: some
 *     seconds of work
 * @param activeLimit task runs that are kept in memory, over all partitions; further runs wait in
 *     the database
 */
public record EngineConfig(
    String serverName, Duration workerLease, int inboxLimit, int activeLimit) {

  /** Heap for one active task run with what belongs to it, with a reserve. */
  private static final long BYTES_OF_ACTIVE_TASK = 16 * 1024;

  /** Defaults: as many active task runs as half a typical heap holds, at most 200,000. */
  public static EngineConfig named(String serverName) {
    long fitting = Runtime.getRuntime().maxMemory() / BYTES_OF_ACTIVE_TASK;
    return new EngineConfig(
        serverName, Duration.ofSeconds(2), 5_000, Math.clamp(fitting, 1_000, 200_000));
  }
}
