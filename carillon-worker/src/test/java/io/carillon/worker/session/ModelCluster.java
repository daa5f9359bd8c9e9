package io.carillon.worker.session;

import io.carillon.protocol.AttemptId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the servers' database says: who owns which partition, and which attempts are open. */
final class ModelCluster {

  static final int PARTITIONS = 6;

  /** A partition's row. */
  static final class Hold {
    ModelServer owner;
    long epoch;

    Hold(ModelServer owner) {
      this.owner = owner;
    }
  }

  final List<String> members = new ArrayList<>();
  final Map<Integer, Hold> holds = new LinkedHashMap<>();
  final Set<AttemptId> open = new LinkedHashSet<>();
  final Set<AttemptId> cancelling = new HashSet<>();
  final Set<AttemptId> ended = new HashSet<>();
  int created;

  /** The partition gets another owner, or the same with another epoch. */
  void move(int partition, ModelServer to) {
    Hold hold = holds.get(partition);
    if (hold == null) {
      hold = new Hold(to);
      holds.put(partition, hold);
    } else {
      hold.owner.lose(partition);
    }
    hold.owner = to;
    hold.epoch++;
    to.gain(partition);
  }

  void moveAll(ModelServer to) {
    holds.keySet().forEach(partition -> move(partition, to));
  }

  /** An attempt is recorded, to be sent by the owner of its partition. */
  void create() {
    AttemptId id = AttemptId.newBuilder().setRunId(++created).setAttempt(1).build();
    // Run ids have the partition in their low ten bits.
    id = id.toBuilder().setRunId(((long) created << 10) | (created % PARTITIONS)).build();
    open.add(id);
    owner(id).waiting.add(id);
  }

  void cancel(AttemptId id) {
    cancelling.add(id);
    owner(id).cancel(id);
  }

  ModelServer owner(AttemptId id) {
    return hold(id).owner;
  }

  private Hold hold(AttemptId id) {
    Hold hold = holds.get(partition(id));
    if (hold == null) {
      throw new IllegalArgumentException("Expected a partition that exists, but found " + id);
    }
    return hold;
  }

  /** The owner commits the end of an attempt. */
  void end(AttemptId id) {
    if (open.remove(id)) {
      ended.add(id);
    }
    owner(id).forget(id);
  }

  List<AttemptId> openOf(int partition) {
    return open.stream().filter(id -> partition(id) == partition).toList();
  }

  static int partition(AttemptId id) {
    return (int) (id.getRunId() & 1023);
  }
}
