package io.carillon.engine;

import java.time.Duration;

/**
 * Settings of an {@link Engine}.
 *
 * @param serverName unique among the servers of a database
 * @param incarnation drawn at random when the process starts, positive
 * @param workerLease a worker that was not heard of for this long is lost: 2 s lets work go on
 *     elsewhere within three, and outlasts a long GC pause
 * @param ownershipPeriod how often to look who owns what without being told: often enough to make
 *     up for a message that was lost, seldom enough to cost nothing
 * @param inboxLimit commands waiting at one partition before callers are told to come back: some
 *     seconds of work
 * @param activeLimit task runs that are kept in memory, over all partitions; further runs wait in
 *     the database
 */
public record EngineConfig(
    String serverName,
    long incarnation,
    Duration workerLease,
    Duration ownershipPeriod,
    int inboxLimit,
    int activeLimit) {

  /** Heap for one active task run with what belongs to it, with a reserve. */
  private static final long BYTES_OF_ACTIVE_TASK = 16 * 1024;

  /** Defaults: as many active task runs as half a typical heap holds, at most 200,000. */
  public static EngineConfig named(String serverName, long incarnation) {
    long fitting = Runtime.getRuntime().maxMemory() / BYTES_OF_ACTIVE_TASK;
    return new EngineConfig(
        serverName,
        incarnation,
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        5_000,
        Math.clamp(fitting, 1_000, 200_000));
  }
}
