package io.carillon.cluster;

import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.Membership;
import java.util.List;

/** The membership of a server that is alone by nature: its database is embedded. */
public final class AloneMembership implements Membership {

  private volatile View view = new View(false, List.of());

  @Override
  public void join(Member self, Runnable changed) {
    view = new View(true, List.of(self));
    changed.run();
  }

  @Override
  public View view() {
    return view;
  }

  @Override
  public void close() {
    view = new View(false, view.members());
  }
}
