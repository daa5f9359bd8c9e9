package io.carillon.engine;

import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.Membership;
import java.util.List;

/** The registry of a server that is the only one; a test may take it away. */
final class Alone implements Membership {

  private volatile View view = new View(false, List.of());
  private Runnable changed = () -> {};

  @Override
  public void join(Member self, Runnable changed) {
    this.changed = changed;
    view = new View(true, List.of(self));
  }

  /** The lease has run out, or there is a new one. */
  void joined(boolean joined) {
    view = new View(joined, view.members());
    changed.run();
  }

  @Override
  public View view() {
    return view;
  }

  @Override
  public void close() {
    view = new View(false, List.of());
  }
}
