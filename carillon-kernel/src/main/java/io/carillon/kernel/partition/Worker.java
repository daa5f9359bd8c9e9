package io.carillon.kernel.partition;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A worker as a partition sees it: its session, and the task runs that it holds. */
final class Worker {

  static final long NO_SESSION = -1;

  final long id;
  long session = NO_SESSION;
  final Set<TaskRun> holds = new LinkedHashSet<>();

  /** Set while it has no session and holds something. */
  Timers.@Nullable Timer lease;

  Worker(long id) {
    this.id = id;
  }
}
