package io.carillon.cli.follow;

import org.jspecify.annotations.Nullable;

/** Shows how a run goes on. Safe for use by several threads: a detaching one closes it. */
public interface Progress {

  void run(RunView run);

  /**
   * A task was seen for the first time, or anew.
   *
   * @param before as it was last seen
   */
  void task(@Nullable TaskView before, TaskView now);

  /** Time has passed. */
  void tick(boolean connected);

  /** Shows the last state; nothing is shown afterwards. */
  void close();

  /** Shows nothing. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void run(RunView run) {}

      @Override
      public void task(@Nullable TaskView before, TaskView now) {}

      @Override
      public void tick(boolean connected) {}

      @Override
      public void close() {}
    };
  }
}
