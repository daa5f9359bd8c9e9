package io.carillon.cluster;

import io.carillon.store.Members.Beat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is alive, judged by beats that rise. A server is alive while its beat was seen to rise within
 * the lease; one that is first seen is so for a lease. Knows no clock: is told the steady time.
 *
 * <p>Whoever did not look for a lease cannot judge: to him all are first seen. Otherwise, after the
 * database was away, the first to come back would take the others for dead.
 */
final class Sightings {

  private final Duration lease;
  private Map<String, Sighting> byName = Map.of();
  private @Nullable Duration last;

  Sightings(Duration lease) {
    this.lease = lease;
  }

  /**
   * Judges all rows.
   *
   * @param now when they had been read
   */
  Verdict look(List<Beat> rows, Duration now) {
    boolean strange = last == null || now.minus(last).compareTo(lease) >= 0;
    var seen = new HashMap<String, Sighting>();
    var alive = new ArrayList<Beat>();
    var dead = new ArrayList<Beat>();
    for (Beat row : rows) {
      Sighting before = strange ? null : byName.get(row.name());
      Sighting sighting =
          before != null && before.row.equals(row) ? before : new Sighting(row, now);
      seen.put(row.name(), sighting);
      (now.minus(sighting.risen).compareTo(lease) < 0 ? alive : dead).add(row);
    }
    byName = seen;
    last = now;
    return new Verdict(alive, dead);
  }

  /** A row, and when it was first seen to be like that. */
  private record Sighting(Beat row, Duration risen) {}

  /** Rows of servers that are alive, and of servers that are not. */
  record Verdict(List<Beat> alive, List<Beat> dead) {
    Verdict {
      alive = List.copyOf(alive);
      dead = List.copyOf(dead);
    }
  }
}
