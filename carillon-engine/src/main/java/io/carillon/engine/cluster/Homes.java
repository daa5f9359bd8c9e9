package io.carillon.engine.cluster;

import io.carillon.store.PartitionStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which partition a workflow belongs to: it follows from the name, so that everybody finds it
 * alike. In a database whose number of partitions was raised, workflows from before stay where they
 * are.
 */
public final class Homes {

  /** Names that were looked up, in a database whose number of partitions was raised. */
  private static final int REMEMBERED = 10_000;

  private record Name(String namespace, String workflow) {}

  private final PartitionStore store;
  private final List<Integer> counts;
  private final Map<Name, Integer> found =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  public Homes(PartitionStore store) {
    this.store = store;
    this.counts = store.partitionCounts();
  }

  /** How many partitions there are. */
  int partitions() {
    return counts.getLast();
  }

  /**
   * The partition of a workflow, whether it exists or not.
   *
   * @throws io.carillon.store.StoreException if the database has to be asked and does not answer
   */
  int of(String namespace, String workflow) {
    int newest = byHash(namespace, workflow, counts.getLast());
    for (int count : counts) {
      if (byHash(namespace, workflow, count) != newest) {
        return lookUp(new Name(namespace, workflow), newest);
      }
    }
    return newest;
  }

  private int lookUp(Name name, int newest) {
    synchronized (found) {
      Integer known = found.get(name);
      if (known != null) {
        return known;
      }
    }
    Integer home = store.home(name.namespace(), name.workflow());
    if (home == null) {
      return newest;
    }
    synchronized (found) {
      found.put(name, home);
    }
    return home;
  }

  private static int byHash(String namespace, String workflow, int count) {
    int hash = (namespace + "/" + workflow).hashCode() * 0x9E3779B9;
    return Math.floorMod(hash ^ (hash >>> 16), count);
  }
}
