package io.carillon.server.log;

import io.carillon.engine.partition.RunChange;
import io.carillon.kernel.AttemptId;
import io.carillon.kernel.row.TaskRunRow;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Watches whether an attempt is over, so that no more of its log is to be expected soon. */
final class FollowedAttempt implements Consumer<RunChange> {

  private final AttemptId attempt;
  private final Runnable news;
  private final Supplier<@Nullable TaskRunRow> newest;
  private volatile boolean over;

  /**
   * @param newest reads the row of the attempt's task
   */
  FollowedAttempt(AttemptId attempt, Runnable news, Supplier<@Nullable TaskRunRow> newest) {
    this.attempt = attempt;
    this.news = news;
    this.newest = newest;
  }

  @Override
  public void accept(RunChange change) {
    if (change instanceof RunChange.OfTask changed && changed.taskRun().task() == attempt.task()) {
      see(changed.taskRun());
    }
  }

  /** Looks itself: changes of runs that another server owns may not be told here. */
  void look() {
    see(newest.get());
  }

  private void see(@Nullable TaskRunRow row) {
    if (row != null && isOver(attempt, row)) {
      over = true;
      news.run();
    }
  }

  boolean over() {
    return over;
  }

  /** No worker holds the attempt any more. */
  static boolean isOver(AttemptId attempt, TaskRunRow row) {
    return row.attempt() > attempt.attempt()
        || (row.attempt() == attempt.attempt() && !row.state().onWorker());
  }
}
