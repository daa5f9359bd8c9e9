package io.carillon.kernel.partition;

import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A worker as a partition sees it: its session, and the task runs that it holds. */
final class Worker {

  static final long NO_SESSION = -1;

  final long id;
  long session = NO_SESSION;

  /** In an order that is the same after a restart. */
  final SortedSet<TaskRun> holds =
      new TreeSet<>(
          Comparator.<TaskRun>comparingLong(task -> task.run.id)
              .thenComparingInt(task -> task.node.index()));

  /**
   * Set while it has no session and holds something: until it is lost, and after that, if it still
   * holds something that stops when isolated, until that must have been stopped.
   */
  Timers.@Nullable Timer timer;

  /** It has been gone for a lease, and not come back. */
  boolean lost;

  Worker(long id) {
    this.id = id;
  }
}
