package io.carillon.kernel.partition;

import java.time.Instant;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is due when. Setting and stopping a timer costs the logarithm of their number. */
final class Timers {

  /** What to do when a timer is due. */
  sealed interface Due {
    /** The delay or back-off of a task run is over. */
    record OfTask(TaskRun task) implements Due {}

    /** An attempt has taken too long. */
    record AttemptTimeout(TaskRun task) implements Due {}

    /** A run has taken too long. */
    record RunTimeout(Run run) implements Due {}

    /** A worker has not come back. */
    record WorkerLease(Worker worker) implements Due {}

    /** A lost worker must have stopped what is to be stopped when it is isolated. */
    record WorkerIsolation(Worker worker) implements Due {}
  }

  /** A timer that is set; {@code order} keeps those of the same instant in order. */
  record Timer(Instant at, long order, Due due) {}

  private final TreeSet<Timer> timers =
      new TreeSet<>(Comparator.comparing(Timer::at).thenComparingLong(Timer::order));
  private long order;

  Timer set(Instant at, Due due) {
    Timer timer = new Timer(at, order++, due);
    timers.add(timer);
    return timer;
  }

  void stop(@Nullable Timer timer) {
    if (timer != null) {
      timers.remove(timer);
    }
  }

  @Nullable Instant next() {
    return timers.isEmpty() ? null : timers.first().at();
  }

  /** Takes the first timer that is due. */
  @Nullable Due poll(Instant now) {
    if (timers.isEmpty() || timers.first().at().isAfter(now)) {
      return null;
    }
    Timer first = timers.first();
    timers.remove(first);
    return first.due();
  }
}
