package io.carillon.simulation.cluster;

import io.carillon.simulation.clockwork.Scheduler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which way is open between whom. Places are named: servers, workers, database, registry. */
public final class Network {

  public static final String DATABASE = "database";
  public static final String REGISTRY = "registry";
  public static final String CLIENTS = "clients";

  private record Way(String from, String to) {}

  private final Set<Way> cut = new HashSet<>();
  private final List<Runnable> whenHealed = new ArrayList<>();
  private final Scheduler scheduler;

  Network(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  public void cut(String from, String to) {
    cut.add(new Way(from, to));
  }

  public void heal(String from, String to) {
    if (cut.remove(new Way(from, to))) {
      List<Runnable> waiting = List.copyOf(whenHealed);
      whenHealed.clear();
      waiting.forEach(action -> scheduler.after(0, null, action));
    }
  }

  public boolean open(String from, String to) {
    return cut.isEmpty() || !cut.contains(new Way(from, to));
  }

  boolean openBothWays(String a, String b) {
    return open(a, b) && open(b, a);
  }

  /** Calls back when some way has been opened. */
  void whenHealed(Runnable action) {
    whenHealed.add(action);
  }
}
