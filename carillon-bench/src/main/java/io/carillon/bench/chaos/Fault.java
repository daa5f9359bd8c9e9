package io.carillon.bench.chaos;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something that was done to the cluster. Times in microseconds since 1970. */
final class Fault {

  /** What can be done to it, and how often among others. */
  enum Kind {
    KILL_SERVER(4),
    KILL_WORKER(4),
    PAUSE_SERVER(2),
    PAUSE_WORKER(2),
    END_SERVER(2),
    END_WORKER(1),
    DATABASE_ENDS(1),
    DATABASE_CRASHES(1),
    DATABASE_LINK(2),
    REGISTRY_LINK(2),
    REGISTRY_RESTARTS(1),
    WORKER_LINK(2),
    PEER_LINK(1);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }

    int weight() {
      return weight;
    }

    /** Whether partitions may change hands by it. */
    boolean strikesServers() {
      return this != KILL_WORKER
          && this != PAUSE_WORKER
          && this != END_WORKER
          && this != WORKER_LINK
          && this != PEER_LINK;
    }
  }

  final Kind kind;

  /** What it is done to: names of servers and workers; {@code database}, {@code registry}. */
  final Set<String> subjects;

  /** How, for people. */
  final String detail;

  volatile long from = Long.MAX_VALUE;
  volatile long to = Long.MAX_VALUE;

  /** Of a server that is killed or told to end: what it owned. */
  volatile Set<Integer> partitions = Set.of();

  /** Of a worker that is killed: the process. */
  volatile @Nullable String process;

  Fault(Kind kind, Set<String> subjects, String detail) {
    this.kind = kind;
    this.subjects = Set.copyOf(subjects);
    this.detail = detail;
  }

  /** Whether it was at work at some time between the two. */
  boolean touches(long begin, long end) {
    return from <= end && to >= begin;
  }

  String shown(long begin) {
    return "%8.3f to %8.3f s: %s of %s%s"
        .formatted(
            (from - begin) / 1e6,
            to == Long.MAX_VALUE ? Double.NaN : (to - begin) / 1e6,
            kind,
            subjects,
            detail.isEmpty() ? "" : ", " + detail);
  }
}
