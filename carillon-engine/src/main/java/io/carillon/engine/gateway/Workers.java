package io.carillon.engine.gateway;

import com.google.protobuf.ByteString;
import io.carillon.engine.partition.Outside;
import io.carillon.engine.partition.PartitionHost;
import io.carillon.kernel.Ids;
import io.carillon.kernel.partition.Demand;
import io.carillon.kernel.partition.Effect;
import io.carillon.kernel.partition.Input;
import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Cancel;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Register;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers connected to this server, and their credits, which the partitions of the server
 * share. A partition that does not get enough is woken when there are more; those that wait share
 * alike.
 */
final class Workers implements Outside {

  private static final Logger log = LoggerFactory.getLogger(Workers.class);

  private final Duration lease;
  private final InstantSource clock;
  private final Map<Long, Session> sessions = new LinkedHashMap<>();
  private final Set<PartitionHost> hungry = new LinkedHashSet<>();
  private List<PartitionHost> hosts = List.of();
  private int contenders = 1;
  private int turn;

  Workers(Duration lease, InstantSource clock) {
    this.lease = lease;
    this.clock = clock;
  }

  /** To be called once, before the first worker connects. */
  synchronized void serve(List<PartitionHost> partitions) {
    hosts = List.copyOf(partitions);
  }

  private @Nullable PartitionHost host(long runId) {
    int partition = Ids.partition(runId);
    return partition < hosts.size() ? hosts.get(partition) : null;
  }

  // ---- sessions ----

  void connected(Session session) {
    Map<Integer, Set<io.carillon.kernel.AttemptId>> holding = new HashMap<>();
    for (AttemptId id : session.worker.getHoldingList()) {
      holding
          .computeIfAbsent(Ids.partition(id.getRunId()), partition -> new HashSet<>())
          .add(kernelId(id));
    }
    Session before;
    List<PartitionHost> all;
    synchronized (this) {
      before = sessions.put(session.worker.getWorkerId(), session);
      all = hosts;
    }
    if (before != null) {
      before.close(Status.ABORTED.withDescription("The worker has opened another session"));
    }
    Register worker = session.worker;
    for (PartitionHost host : all) {
      host.tell(
          new Input.WorkerConnected(
              worker.getWorkerId(), session.number, holding.getOrDefault(host.id(), Set.of())));
    }
    log.info(
        "Worker {} connected: pools {}, capacity {}, holding {}",
        worker.getName(),
        worker.getPoolsList(),
        worker.getCapacity(),
        worker.getHoldingCount());
  }

  void disconnected(Session session) {
    session.close(null);
    List<PartitionHost> all;
    synchronized (this) {
      if (!sessions.remove(session.worker.getWorkerId(), session)) {
        return;
      }
      all = hosts;
    }
    log.info("Worker {} disconnected", session.worker.getName());
    all.forEach(
        host ->
            host.tell(new Input.WorkerDisconnected(session.worker.getWorkerId(), session.number)));
  }

  /** Takes leave of workers that were silent for longer than their lease. */
  void expire(Instant now) {
    List<Session> silent = new ArrayList<>();
    List<PartitionHost> all;
    synchronized (this) {
      sessions
          .values()
          .removeIf(
              session -> {
                boolean expired = session.heardAt.plus(lease).isBefore(now);
                return expired && silent.add(session);
              });
      all = hosts;
    }
    for (Session session : silent) {
      log.warn("Worker {} is lost: silent for {}", session.worker.getName(), lease);
      session.close(Status.DEADLINE_EXCEEDED.withDescription("Silent for longer than the lease"));
      all.forEach(host -> host.tell(new Input.WorkerLost(session.worker.getWorkerId())));
    }
  }

  void report(Input.Reported report) {
    PartitionHost host = host(report.attempt().runId());
    if (host != null) {
      host.tell(report);
    }
  }

  @Override
  public void reconnectWorkers() {
    List<Session> all;
    synchronized (this) {
      all = List.copyOf(sessions.values());
    }
    for (Session session : all) {
      session.close(Status.UNAVAILABLE.withDescription("Please connect again"));
      disconnected(session);
    }
  }

  synchronized List<WorkerInfo> infos() {
    return sessions.values().stream()
        .map(Session::info)
        .sorted(Comparator.comparing(WorkerInfo::name).thenComparingLong(WorkerInfo::id))
        .toList();
  }

  synchronized Map<String, String> taskTypes() {
    Map<String, String> types = new LinkedHashMap<>();
    sessions
        .values()
        .forEach(
            session ->
                session
                    .worker
                    .getTaskTypesList()
                    .forEach(type -> types.putIfAbsent(type.getName(), type.getConfigSchema())));
    return types;
  }

  // ---- credits ----

  void granted(Session session, long granted, boolean draining) {
    List<PartitionHost> woken;
    synchronized (this) {
      session.granted = Math.max(session.granted, granted);
      session.draining |= draining;
      woken = wakeHungry();
    }
    woken.forEach(PartitionHost::wake);
  }

  private List<PartitionHost> wakeHungry() {
    List<PartitionHost> woken = List.copyOf(hungry);
    hungry.clear();
    contenders = Math.max(1, woken.size());
    return woken;
  }

  @Override
  public List<Input.Granted> acquire(PartitionHost host, Demand demand) {
    List<Input.Granted> grants = new ArrayList<>();
    boolean more = false;
    synchronized (this) {
      List<Session> fitting = new ArrayList<>();
      long free = 0;
      for (Session session : sessions.values()) {
        if (session.available() > 0 && session.fits(demand.requirement())) {
          fitting.add(session);
          free += session.available();
        }
      }
      long share = (free + contenders - 1) / contenders;
      contenders = Math.max(1, contenders - 1);
      long left = Math.min(demand.count(), share);
      more = left < demand.count() && free > left;
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
      hungry.add(host);
    }
    if (more) {
      host.wake();
    }
    return grants;
  }

  private void giveBack(Effect.ReturnCredits credits) {
    List<PartitionHost> woken = List.of();
    synchronized (this) {
      Session session = sessions.get(credits.workerId());
      if (session != null && session.number == credits.session()) {
        session.used -= credits.credits();
        woken = wakeHungry();
      }
    }
    woken.forEach(PartitionHost::wake);
  }

  // ---- effects ----

  @Override
  public void release(Effect effect) {
    switch (effect) {
      case Effect.Reply reply -> throw new IllegalStateException("Expected no reply here");
      case Effect.Acknowledge ack -> {
        Session session = session(ack.workerId());
        if (session != null) {
          session.acknowledge(ack.sequence());
        }
      }
      case Effect.Dispatch dispatch -> dispatch(dispatch);
      case Effect.Cancel cancel -> {
        Session session = session(cancel.workerId());
        if (session != null) {
          session.cancel(
              wireId(cancel.attempt()),
              switch (cancel.reason()) {
                case CANCELLED -> Cancel.Reason.REASON_CANCELLED;
                case TIMED_OUT -> Cancel.Reason.REASON_TIMED_OUT;
                case SUPERSEDED -> Cancel.Reason.REASON_SUPERSEDED;
              });
        }
      }
      case Effect.ReturnCredits credits -> giveBack(credits);
    }
  }

  private synchronized @Nullable Session session(long workerId) {
    return sessions.get(workerId);
  }

  private void dispatch(Effect.Dispatch dispatch) {
    Session session = session(dispatch.workerId());
    if (session == null || session.number != dispatch.session()) {
      return;
    }
    if (dispatch.resent()) {
      synchronized (this) {
        session.used++;
      }
    }
    session.dispatch(
        Dispatch.newBuilder()
            .setId(wireId(dispatch.attempt()))
            .setNamespace(dispatch.namespace())
            .setWorkflow(dispatch.workflow())
            .setTask(dispatch.task())
            .setType(dispatch.type())
            .setConfig(ByteString.copyFromUtf8(dispatch.config()))
            .setParams(ByteString.copyFromUtf8(dispatch.params()))
            .setScheduledAt(dispatch.scheduledAt().toEpochMilli())
            .setFencingToken(dispatch.attempt().attempt())
            .build());
  }

  static io.carillon.kernel.AttemptId kernelId(AttemptId id) {
    return new io.carillon.kernel.AttemptId(id.getRunId(), id.getTask(), id.getAttempt());
  }

  private static AttemptId wireId(io.carillon.kernel.AttemptId id) {
    return AttemptId.newBuilder()
        .setRunId(id.runId())
        .setTask(id.task())
        .setAttempt(id.attempt())
        .build();
  }

  Instant now() {
    return clock.instant();
  }
}
