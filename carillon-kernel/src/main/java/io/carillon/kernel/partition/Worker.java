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

  /** Set while it has no session and holds something. */
  Timers.@Nullable Timer lease;

  Worker(long id) {
    this.id = id;
  }
}
