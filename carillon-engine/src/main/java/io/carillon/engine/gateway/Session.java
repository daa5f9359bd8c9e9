package io.carillon.engine.gateway;

import io.carillon.kernel.definition.Requirement;
import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Cancel;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Register;
import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.Welcome;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One stream of one worker. Messages to it are gathered and written by a thread of its own, as fast
 * as the stream takes them; what may wait is limited by the credits and the reports.
 *
 * <p>Credits: the worker says how many attempts it has granted since the session began ({@code
 * granted}); the server counts those that it took ({@code used}).
 */
final class Session {

  /** So that a message stays far below gRPC's limit of 4 MiB. */
  private static final int MESSAGE_BYTES = 512 * 1024;

  final long number;
  final Register worker;
  final Instant connectedAt;
  private final Set<String> pools;
  private final Set<String> tags;
  private final Set<String> types = new HashSet<>();
  private final ServerCallStreamObserver<ServerMessage> stream;
  private final Duration heartbeat;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Welcome welcome;
  private final Deque<Dispatch> dispatches = new ArrayDeque<>();
  private final Deque<Cancel> cancels = new ArrayDeque<>();
  private final Deque<Long> acknowledged = new ArrayDeque<>();
  private boolean closed;
  private @Nullable Status end;

  // Guarded by the lock of Workers.
  long granted;
  long used;
  boolean draining;

  volatile Instant heardAt;

  Session(
      long number,
      Register worker,
      Welcome welcome,
      ServerCallStreamObserver<ServerMessage> stream,
      Instant now) {
    this.number = number;
    this.worker = worker;
    this.welcome = welcome;
    this.stream = stream;
    this.heartbeat = Duration.ofMillis(welcome.getHeartbeatMillis());
    this.connectedAt = now;
    this.heardAt = now;
    this.pools = Set.copyOf(worker.getPoolsList());
    this.tags = Set.copyOf(worker.getTagsList());
    worker.getTaskTypesList().forEach(type -> types.add(type.getName()));
  }

  void start() {
    Thread ignored = Thread.ofVirtual().name("session-" + number).start(this::write);
  }

  boolean fits(Requirement requirement) {
    return !draining
        && pools.contains(requirement.pool())
        && types.contains(requirement.type())
        && tags.containsAll(requirement.tags());
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

  /** The stream can take more. */
  void ready() {
    put(() -> {});
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
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void write() {
    try {
      for (ServerMessage message = next(); message != null; message = next()) {
        stream.onNext(message);
      }
      if (end != null) {
        stream.onError(end.asRuntimeException());
      }
    } catch (RuntimeException e) {
      // The stream broke: its observer hears of it, too, and ends the session.
      close(null);
    }
  }

  /** The next message, once there is one and the stream takes it; {@code null}: closed. */
  private @Nullable ServerMessage next() {
    lock.lock();
    try {
      long left = heartbeat.toNanos();
      while (!closed && (!stream.isReady() || (isIdle() && left > 0))) {
        left = changed.awaitNanos(left > 0 ? left : heartbeat.toNanos());
      }
      return closed ? null : take();
    } catch (InterruptedException e) {
      return null;
    } finally {
      lock.unlock();
    }
  }

  private boolean isIdle() {
    return welcome == null && dispatches.isEmpty() && cancels.isEmpty() && acknowledged.isEmpty();
  }

  private ServerMessage take() {
    ServerMessage.Builder message = ServerMessage.newBuilder();
    if (welcome != null) {
      message.setWelcome(welcome);
      welcome = null;
    }
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
    return message.build();
  }

  WorkerInfo info() {
    long running = Math.max(0, worker.getCapacity() - available());
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
        (int) running,
        Math.max(0, available()),
        draining,
        connectedAt,
        heardAt);
  }
}
