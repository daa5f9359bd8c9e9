package io.carillon.server.run;

import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.TaskRunRow;

/**
 * How far a run or a task run has come, as a number that every change raises. With it a change that
 * a snapshot has already is told from one that is newer.
 */
final class Progress {

  private static final int STEPS = 16;

  private Progress() {}

  static long of(RunRow run) {
    return switch (run.state()) {
      case QUEUED -> 1;
      case RUNNING -> 2;
      case CANCELLING -> 3;
      case SUCCEEDED, FAILED, CANCELLED -> 4;
    };
  }

  /** Attempts rise; what follows an attempt (retry, queue) has its number until the next. */
  static long of(TaskRunRow row) {
    int step =
        switch (row.state()) {
          case PENDING -> 0;
          case DISPATCHED -> 1;
          case RUNNING -> 2;
          case RETRYING -> 3;
          case WAITING -> 4;
          case QUEUED -> 5;
          case SUCCEEDED, FAILED, CANCELLED, SKIPPED -> 6;
        };
    return (long) row.attempt() * STEPS + step + 1;
  }
}
