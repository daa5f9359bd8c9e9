package io.carillon.engine.gateway;

import io.carillon.engine.partition.PartitionHost;
import io.carillon.kernel.partition.Demand;
import io.carillon.kernel.partition.Input;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shares the credits that workers grant this server out among its partitions. A partition that does
 * not get enough is woken when there are more; those that wait share alike. Not for several threads
 * at once.
 */
final class Credits {

  /** What waits in a partition and found no credit. */
  private final Map<PartitionHost, List<Demand>> unmet = new LinkedHashMap<>();

  private int contenders = 1;
  private int turn;

  /** What came of asking for credits; {@code again}: others wait, but there may be more. */
  record Taken(List<Input.Granted> grants, boolean again) {}

  /** Whether the partition went without when it asked last. */
  boolean waits(PartitionHost host) {
    return unmet.containsKey(host);
  }

  void forget(PartitionHost host) {
    unmet.remove(host);
  }

  Taken take(PartitionHost host, List<Demand> demands, Collection<Session> sessions) {
    List<Input.Granted> grants = new ArrayList<>();
    List<Demand> left = new ArrayList<>();
    boolean again = false;
    for (Demand demand : demands) {
      List<Session> fitting = new ArrayList<>();
      long free = 0;
      for (Session session : sessions) {
        if (session.available() > 0
            && serves(session, host)
            && session.fits(demand.requirement())) {
          fitting.add(session);
          free += session.available();
        }
      }
      long share = (free + contenders - 1) / contenders;
      contenders = Math.max(1, contenders - 1);
      long wanted = Math.min(demand.count(), share);
      again |= wanted < demand.count() && free > wanted;
      spread(fitting, demand, wanted, grants);
      if (wanted < demand.count()) {
        left.add(
            new Demand(demand.requirement(), demand.count() - (int) wanted, demand.priority()));
      }
    }
    if (left.isEmpty()) {
      unmet.remove(host);
    } else {
      unmet.put(host, left);
    }
    return new Taken(grants, again);
  }

  private void spread(
      List<Session> fitting, Demand demand, long count, List<Input.Granted> grants) {
    long left = count;
    turn++;
    for (int i = 0; i < fitting.size() && left > 0; i++) {
      Session session = fitting.get((i + turn) % fitting.size());
      int others = fitting.size() - i;
      int taken = (int) Math.min(session.available(), (left + others - 1) / others);
      session.used += taken;
      left -= taken;
      grants.add(
          new Input.Granted(
              demand.requirement(), session.worker.getWorkerId(), session.number, taken));
    }
  }

  /** The partition knows what the worker of the session holds. */
  private static boolean serves(Session session, PartitionHost host) {
    Long epoch = session.answered.get(host.id());
    return epoch != null && epoch == host.epoch();
  }

  /** There are credits again: those that wait, to be woken. */
  List<PartitionHost> arrived() {
    List<PartitionHost> woken = List.copyOf(unmet.keySet());
    contenders = Math.max(1, woken.size());
    return woken;
  }

  /** How many task runs wait for a worker like this. */
  int demand(Session session) {
    long count = 0;
    for (List<Demand> demands : unmet.values()) {
      for (Demand demand : demands) {
        if (session.fits(demand.requirement())) {
          count += demand.count();
        }
      }
    }
    return (int) Math.min(count, Integer.MAX_VALUE);
  }
}
