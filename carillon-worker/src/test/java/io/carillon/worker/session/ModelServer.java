package io.carillon.worker.session;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Cancel;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Holding;
import io.carillon.protocol.Owned;
import io.carillon.protocol.Report;
import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.Welcome;
import io.carillon.protocol.WorkerMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A server as the contract says it must be. It commits what it hears of the partitions that it owns
 * at once; a move of a partition it may notice late, but never commits anything after it.
 */
final class ModelServer {

  final String address;
  private final ModelCluster cluster;
  private final Random random;

  /** To be sent, when there is a credit, and the worker has said what it holds. */
  final Set<AttemptId> waiting = new LinkedHashSet<>();

  final Deque<WorkerMessage> up = new ArrayDeque<>();
  final Deque<ServerMessage> down = new ArrayDeque<>();
  boolean connected;
  long reclaimed;

  // Of this stream.
  private boolean registered;
  private boolean welcomed;
  private long granted;
  private long used;
  private long returned;
  private long heard;
  private final Map<Integer, Long> owned = new HashMap<>();
  private final Set<Integer> answered = new LinkedHashSet<>();
  private final Set<Integer> announce = new LinkedHashSet<>();
  private final Set<Integer> released = new LinkedHashSet<>();
  private final List<Long> acknowledged = new ArrayList<>();
  private final List<AttemptId> cancels = new ArrayList<>();

  ModelServer(String address, ModelCluster cluster, Random random) {
    this.address = address;
    this.cluster = cluster;
    this.random = random;
  }

  void connect() {
    connected = true;
  }

  void disconnect() {
    connected = false;
    registered = false;
    welcomed = false;
    granted = 0;
    used = 0;
    returned = 0;
    reclaimed = 0;
    heard = 0;
    up.clear();
    down.clear();
    answered.clear();
    announce.clear();
    released.clear();
    acknowledged.clear();
    cancels.clear();
  }

  void gain(int partition) {
    ModelCluster.Hold hold = cluster.holds.get(partition);
    if (hold != null) {
      owned.put(partition, hold.epoch);
      announce.add(partition);
      released.remove(partition);
    }
  }

  void lose(int partition) {
    owned.remove(partition);
    answered.remove(partition);
    announce.remove(partition);
    waiting.removeIf(id -> ModelCluster.partition(id) == partition);
    cancels.removeIf(id -> ModelCluster.partition(id) == partition);
    if (random.nextBoolean()) {
      // Otherwise it was killed in the middle, say.
      released.add(partition);
    }
  }

  void cancel(AttemptId id) {
    if (registered) {
      cancels.add(id);
    }
  }

  void forget(AttemptId id) {
    waiting.remove(id);
    cancels.remove(id);
  }

  /** Takes one message of the worker. */
  void hear() {
    WorkerMessage message = up.poll();
    if (message == null) {
      return;
    }
    heard = message.getSentAt();
    if (message.hasRegister()) {
      registered = true;
      released.clear();
      announce.addAll(owned.keySet());
    }
    granted = Math.max(granted, message.getCreditsGranted());
    if (message.getCreditsReclaimed() > reclaimed) {
      returned += Math.min(message.getCreditsReclaimed() - reclaimed, granted - used - returned);
      reclaimed = message.getCreditsReclaimed();
    }
    message.getHoldingList().forEach(this::reconcile);
    message.getReportsList().forEach(this::commit);
  }

  private void reconcile(Holding holding) {
    Long epoch = owned.get(holding.getPartition());
    if (epoch == null || epoch != holding.getEpoch()) {
      return;
    }
    answered.add(holding.getPartition());
    for (AttemptId id : cluster.openOf(holding.getPartition())) {
      if (!holding.getAttemptsList().contains(id)) {
        waiting.add(id);
      } else {
        waiting.remove(id);
        if (cluster.cancelling.contains(id)) {
          cancels.add(id);
        }
      }
    }
  }

  private void commit(Report report) {
    if (!owned.containsKey(ModelCluster.partition(report.getId()))) {
      // Its commit would be fenced: no acknowledgement.
      return;
    }
    if (report.hasFinished()) {
      cluster.end(report.getId());
    }
    acknowledged.add(report.getSequence());
  }

  /** Sends one message to the worker with all that there is. */
  void answer() {
    if (!registered) {
      return;
    }
    ServerMessage.Builder message = ServerMessage.newBuilder();
    if (!welcomed) {
      welcomed = true;
      message.setWelcome(
          Welcome.newBuilder()
              .setProtocol(2)
              .setServerName(address)
              .setHeartbeatMillis(50)
              .setLeaseMillis(1_000)
              .addAllServers(cluster.members));
    }
    message.addAllReleased(released);
    released.clear();
    for (int partition : announce) {
      message.addOwned(
          Owned.newBuilder().setPartition(partition).setEpoch(owned.getOrDefault(partition, 0L)));
    }
    announce.clear();
    List<AttemptId> ready =
        waiting.stream().filter(id -> answered.contains(ModelCluster.partition(id))).toList();
    for (AttemptId id : ready) {
      if (used + returned >= granted) {
        break;
      }
      used++;
      message.addDispatches(Dispatch.newBuilder().setId(id));
      if (random.nextInt(20) > 0) {
        // Or else it is not sure, and sends again.
        waiting.remove(id);
      }
    }
    for (AttemptId id : cancels) {
      message.addCancels(Cancel.newBuilder().setId(id).setReason(Cancel.Reason.REASON_CANCELLED));
    }
    cancels.clear();
    message.addAllAcknowledged(acknowledged);
    acknowledged.clear();
    down.add(
        message.setCreditsReturned(returned).setDemand(waiting.size()).setHeard(heard).build());
  }
}
