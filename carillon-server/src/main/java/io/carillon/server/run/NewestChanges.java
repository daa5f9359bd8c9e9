package io.carillon.server.run;

import io.carillon.engine.partition.RunChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What changed in a run since it was last asked: of each task, and of the run, the newest only. So
 * a slow reader costs no more memory than the run has tasks.
 */
final class NewestChanges implements Consumer<RunChange> {

  private static final int RUN = -1;
  private static final int UNSEEN = -2;

  private final Runnable news;
  private Map<Integer, RunChange> changes = new LinkedHashMap<>();

  NewestChanges(Runnable news) {
    this.news = news;
  }

  @Override
  public void accept(RunChange change) {
    int key =
        switch (change) {
          case RunChange.OfRun run -> RUN;
          case RunChange.OfTask task -> task.taskRun().task();
          case RunChange.Unseen unseen -> UNSEEN;
        };
    synchronized (this) {
      // Goes to the end: the order is that of the newest changes.
      changes.remove(key);
      changes.put(key, change);
    }
    news.run();
  }

  synchronized List<RunChange> take() {
    List<RunChange> taken = new ArrayList<>(changes.values());
    changes = new LinkedHashMap<>();
    return taken;
  }
}
