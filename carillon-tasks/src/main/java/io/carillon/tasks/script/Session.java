package io.carillon.tasks.script;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * All processes of one script, also those that it never waited for. Owns the waiting for processes
 * that are not children of this JVM, of whose end nobody tells.
 */
final class Session {

  /** A process in an uninterruptible system call may need a moment even after SIGKILL. */
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(80);

  private final ProcessHandle leader;
  private final String mark;
  private final ProcessTable table;
  private volatile boolean killed;

  Session(ProcessHandle leader, String mark, ProcessTable table) {
    this.leader = leader;
    this.mark = mark;
    this.table = table;
  }

  /** The ids of the processes that live now. */
  List<Long> members() {
    return table.members(leader.pid(), mark);
  }

  /**
   * Waits until no process is left. False if some are after the limit, or are not to be awaited.
   */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    long pause = FIRST_PAUSE.toNanos();
    while (!members().isEmpty()) {
      boolean impatient = killed && limit.compareTo(LONGEST_PAUSE) > 0;
      if (impatient || System.nanoTime() - start >= limit.toNanos()) {
        return false;
      }
      Thread.sleep(Duration.ofNanos(pause).toMillis());
      pause = Math.min(2 * pause, LONGEST_PAUSE.toNanos());
    }
    return true;
  }

  /** SIGKILL to all processes, at once; {@link #stop} then sees to the end, without a grace. */
  void kill() {
    killed = true;
    signal(ProcessHandle::destroyForcibly);
  }

  /**
   * SIGTERM to all processes, SIGKILL to those which are left after the grace, and again to those
   * which were born meanwhile. Not to be hurried by interrupts: the caller relies on the end.
   *
   * @return the ids of processes that could not be ended; normally none
   */
  List<Long> stop(Duration grace) {
    signal(ProcessHandle::destroy);
    if (!endsWithin(grace)) {
      long start = System.nanoTime();
      do {
        signal(ProcessHandle::destroyForcibly);
      } while (!endsWithin(LONGEST_PAUSE) && System.nanoTime() - start < KILL_LIMIT.toNanos());
    }
    return members();
  }

  /**
   * Looks twice: a process has no environment for the instant in which it becomes another program.
   */
  private boolean endsWithin(Duration limit) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (!awaitEnd(limit)) {
            return false;
          }
          Thread.sleep(FIRST_PAUSE.toMillis());
          if (members().isEmpty()) {
            return true;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void signal(Consumer<ProcessHandle> kill) {
    Set<Long> pids = new TreeSet<>(members());
    // Until the launcher has begun the session, the leader may not be found as a member.
    pids.add(leader.pid());
    for (long pid : pids) {
      Optional<ProcessHandle> process =
          pid == leader.pid() ? Optional.of(leader) : ProcessHandle.of(pid);
      process.ifPresent(kill);
    }
  }
}
