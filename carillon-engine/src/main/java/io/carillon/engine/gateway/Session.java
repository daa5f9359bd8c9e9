package io.carillon.engine.gateway;

import io.carillon.engine.loop.Loop;
import io.carillon.engine.loop.Loops;
import io.carillon.engine.loop.Part;
import io.carillon.kernel.definition.Requirement;
import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Cancel;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Owned;
import io.carillon.protocol.Register;
import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.Welcome;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One stream of one worker. Messages to it are gathered and written as fast as the line takes them;
 * what may wait is limited by the credits and the reports.
 *
 * <p>Credits: the worker says how many attempts it has granted since the session began ({@code
 * granted}); the server counts those that it took or gave back ({@code used}).
 */
final class Session implements Part {

  /** So that a message stays far below gRPC's limit of 4 MiB. */
  private static final int MESSAGE_BYTES = 512 * 1024;

  /** The protocol in which the worker answers what a server owns with what it holds of it. */
  static final int ANSWERING = 2;

  final long number;
  final Register worker;
  final Instant connectedAt;
  private final Set<String> pools;
  private final Set<String> tags;
  private final Set<String> types = new HashSet<>();
  private final Line line;
  private final ToIntFunction<Session> demand;
  private final Duration heartbeat;
  private final Loop loop;

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Welcome welcome;
  private final Deque<Dispatch> dispatches = new ArrayDeque<>();
  private final List<Cancel> cancels = new ArrayList<>();
  private final List<Long> acknowledged = new ArrayList<>();
  private final List<Owned> owned = new ArrayList<>();
  private final List<Integer> released = new ArrayList<>();
  private List<String> servers = List.of();
  private boolean poked;
  private boolean closed;
  private @Nullable Status end;

  // Owned by the loop.
  private Instant sentAt = Instant.MIN;
  private long returnedSent;

  // Guarded by the lock of Workers.
  long granted;
  long used;
  long reclaimed;
  boolean draining;

  /** The epochs of this server's partitions for which the worker has said what it holds. */
  final Map<Integer, Long> answered = new HashMap<>();

  volatile long returned;
  volatile int demandSent;
  volatile Instant heardAt;
  volatile long heardSentAt;
  volatile int running;

  /**
   * @param demand how many task runs wait for a worker like this
   */
  Session(
      long number,
      Register worker,
      Welcome welcome,
      Line line,
      ToIntFunction<Session> demand,
      Loops loops) {
    this.number = number;
    this.worker = worker;
    this.welcome = welcome;
    this.line = line;
    this.demand = demand;
    this.heartbeat = Duration.ofMillis(welcome.getHeartbeatMillis());
    this.connectedAt = loops.clock().instant();
    this.heardAt = connectedAt;
    this.pools = Set.copyOf(worker.getPoolsList());
    this.tags = Set.copyOf(worker.getTagsList());
    worker.getTaskTypesList().forEach(type -> types.add(type.getName()));
    this.loop = loops.startSmall("session-" + number, this);
  }

  boolean fits(Requirement requirement) {
    return !draining
        && pools.contains(requirement.pool())
        && types.contains(requirement.type())
        && tags.containsAll(requirement.tags());
  }

  /** Whether the worker speaks the protocol in which it is asked what it holds. */
  boolean answers() {
    return worker.getProtocol() >= ANSWERING;
  }

  long available() {
    return granted - used;
  }

  // ---- towards the worker ----

  void dispatch(Dispatch dispatch) {
    put(() -> dispatches.add(dispatch));
  }

  void cancel(AttemptId attempt, Cancel.Reason reason) {
    put(() -> cancels.add(Cancel.newBuilder().setId(attempt).setReason(reason).build()));
  }

  void acknowledge(long sequence) {
    put(() -> acknowledged.add(sequence));
  }

  void own(int partition, long epoch) {
    put(
        () -> {
          released.removeIf(gone -> gone == partition);
          owned.add(Owned.newBuilder().setPartition(partition).setEpoch(epoch).build());
        });
  }

  void release(int partition) {
    put(
        () -> {
          // What was announced and not sent yet is not true any more.
          owned.removeIf(announced -> announced.getPartition() == partition);
          released.add(partition);
        });
  }

  void servers(List<String> addresses) {
    put(() -> servers = List.copyOf(addresses));
  }

  /** There is something to say that is asked for when a message is written: demand, credits. */
  void poke() {
    put(() -> poked = true);
  }

  /** The line can take more. */
  void ready() {
    loop.wake();
  }

  /** Ends the stream; {@code null}: it has ended already. Only the first call counts. */
  void close(@Nullable Status status) {
    put(
        () -> {
          if (!closed) {
            closed = true;
            end = status;
          }
        });
  }

  private void put(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
    loop.wake();
  }

  @Override
  public @Nullable Instant step(Instant now) {
    try {
      while (!closed() && line.ready()) {
        ServerMessage message = next(now);
        if (message == null) {
          return sentAt.plus(heartbeat);
        }
        sentAt = now;
        line.send(message);
      }
      if (!closed()) {
        return now.plus(heartbeat);
      }
      Status why = end;
      if (why != null) {
        line.end(why);
      }
      return null;
    } catch (RuntimeException e) {
      // The line broke: whoever listens on it hears of it, too, and ends the session.
      close(null);
      return null;
    }
  }

  private boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** The next message; {@code null}: nothing to say now. */
  private @Nullable ServerMessage next(Instant now) {
    int wanted = demand.applyAsInt(this);
    lock.lock();
    try {
      boolean due = welcome != null || poked || !now.isBefore(sentAt.plus(heartbeat));
      boolean idle =
          dispatches.isEmpty()
              && cancels.isEmpty()
              && acknowledged.isEmpty()
              && owned.isEmpty()
              && released.isEmpty()
              && servers.isEmpty()
              && returned == returnedSent;
      return idle && !due ? null : take(wanted);
    } finally {
      lock.unlock();
    }
  }

  private ServerMessage take(int wanted) {
    ServerMessage.Builder message = ServerMessage.newBuilder();
    if (welcome != null) {
      message.setWelcome(welcome);
      welcome = null;
    }
    poked = false;
    message.addAllOwned(owned).addAllReleased(released).addAllServers(servers);
    owned.clear();
    released.clear();
    servers = List.of();
    // Dispatches first: a dispatch sent again must not come after the word that its report is
    // acknowledged, or the worker would take it for a new one.
    int bytes = 0;
    while (!dispatches.isEmpty() && bytes < MESSAGE_BYTES) {
      Dispatch dispatch = dispatches.remove();
      bytes += dispatch.getSerializedSize();
      message.addDispatches(dispatch);
    }
    if (dispatches.isEmpty()) {
      message.addAllCancels(cancels).addAllAcknowledged(acknowledged);
      cancels.clear();
      acknowledged.clear();
    }
    returnedSent = returned;
    demandSent = wanted;
    return message.setCreditsReturned(returnedSent).setDemand(wanted).setHeard(heardSentAt).build();
  }

  WorkerInfo info() {
    List<String> taskTypes = types.stream().sorted().toList();
    return new WorkerInfo(
        worker.getWorkerId(),
        worker.getName(),
        worker.getHost(),
        worker.getVersion(),
        worker.getPoolsList(),
        worker.getTagsList(),
        taskTypes,
        worker.getCapacity(),
        answers() ? running : (int) Math.max(0, worker.getCapacity() - available()),
        Math.max(0, available()),
        draining,
        connectedAt,
        heardAt);
  }
}
