package io.carillon.kernel.partition;

import java.time.Duration;

/**
 * Limits of a partition.
 *
 * @param activeTasks tasks of the runs in memory, counted by their definitions; further runs wait
 *     in the database
 * @param activeTasksOfOneWorkflow the same for one workflow, so that one cannot take all
 * @param paramsLength characters of a run's parameters as JSON
 * @param configLength characters of a task's rendered config as JSON
 * @param workflows newest versions that are kept in memory
 * @param sources characters of the definitions of these, all together
 * @param returns how often a task run may lose its worker or be handed back before it fails
 * @param workerLease how long a worker may be gone before its attempts are lost
 * @param isolation how long a worker may be gone until it must have stopped those of its attempts
 *     that are to be stopped when it is isolated; not shorter than the lease
 */
public record Limits(
    int activeTasks,
    int activeTasksOfOneWorkflow,
    int paramsLength,
    int configLength,
    int workflows,
    long sources,
    int returns,
    Duration workerLease,
    Duration isolation) {

  public Limits {
    if (isolation.compareTo(workerLease) < 0) {
      throw new IllegalArgumentException(
          "Expected an isolation time of at least the worker's lease of %s, but it is %s"
              .formatted(workerLease, isolation));
    }
  }

  /** The usual limits: {@code activeTasks} tasks, and an isolation time of four leases. */
  public static Limits of(int activeTasks, Duration workerLease) {
    return new Limits(
        activeTasks,
        Math.max(1, activeTasks / 4),
        256 * 1024,
        1024 * 1024,
        1_000,
        16L * 1024 * 1024,
        20,
        workerLease,
        workerLease.multipliedBy(4));
  }
}
