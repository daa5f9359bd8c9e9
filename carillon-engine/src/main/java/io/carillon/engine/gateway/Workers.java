package io.carillon.engine.gateway;

import com.google.protobuf.ByteString;
import io.carillon.engine.loop.Loops;
import io.carillon.engine.loop.Part;
import io.carillon.engine.partition.Outside;
import io.carillon.engine.partition.PartitionHost;
import io.carillon.kernel.Ids;
import io.carillon.kernel.partition.Demand;
import io.carillon.kernel.partition.Effect;
import io.carillon.kernel.partition.Input;
import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Cancel;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Holding;
import io.carillon.protocol.Register;
import io.carillon.protocol.WorkerMessage;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers connected to this server: tells the partitions that it serves what they say, and them
 * what the partitions decided. A partition knows a worker once that has said what it holds of it.
 */
final class Workers implements Outside, Part {

  private static final Logger log = LoggerFactory.getLogger(Workers.class);

  /** How much later than at its end a lease may be found to have ended: an eighth of it. */
  private static final int LEASE_CHECKS = 8;

  private final Duration lease;
  private final Map<Integer, PartitionHost> hosts = new ConcurrentHashMap<>();
  private final Map<Long, Session> sessions = new LinkedHashMap<>();
  private final Credits credits = new Credits();
  private final Set<PartitionHost> hungry = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Workers(Duration lease, Loops loops) {
    this.lease = lease;
    var unused = loops.start("worker-leases", this);
  }

  // ---- partitions ----

  @Override
  public void serve(PartitionHost host) {
    List<Session> all;
    synchronized (this) {
      hosts.put(host.id(), host);
      all = List.copyOf(sessions.values());
    }
    for (Session session : all) {
      if (session.answers()) {
        session.own(host.id(), host.epoch());
      } else {
        close(session, Status.UNAVAILABLE.withDescription("Please connect again"));
      }
    }
  }

  @Override
  public void leave(PartitionHost host) {
    List<Session> all;
    synchronized (this) {
      if (!hosts.remove(host.id(), host)) {
        return;
      }
      credits.forget(host);
      hungry.remove(host);
      all = List.copyOf(sessions.values());
    }
    all.forEach(session -> session.release(host.id()));
  }

  // ---- sessions ----

  void connected(Session session) {
    Session before;
    List<PartitionHost> served;
    synchronized (this) {
      before = sessions.put(session.worker.getWorkerId(), session);
      served = List.copyOf(hosts.values());
    }
    if (before != null) {
      before.close(Status.ABORTED.withDescription("The worker has opened another session"));
      gone(before);
    }
    Register worker = session.worker;
    if (session.answers()) {
      served.forEach(host -> session.own(host.id(), host.epoch()));
    } else {
      Map<Integer, Set<io.carillon.kernel.AttemptId>> held = byPartition(worker.getHoldingList());
      served.forEach(host -> holds(session, host, held.getOrDefault(host.id(), Set.of())));
    }
    log.info(
        "Worker {} connected: pools {}, capacity {}, holding {}",
        worker.getName(),
        worker.getPoolsList(),
        worker.getCapacity(),
        worker.getHoldingCount());
  }

  private static Map<Integer, Set<io.carillon.kernel.AttemptId>> byPartition(
      List<AttemptId> attempts) {
    Map<Integer, Set<io.carillon.kernel.AttemptId>> held = new HashMap<>();
    for (AttemptId id : attempts) {
      held.computeIfAbsent(Ids.partition(id.getRunId()), partition -> new HashSet<>())
          .add(kernelId(id));
    }
    return held;
  }

  private void holds(
      Session session, PartitionHost host, Set<io.carillon.kernel.AttemptId> attempts) {
    synchronized (this) {
      session.answered.put(host.id(), host.epoch());
    }
    host.tell(new Input.WorkerConnected(session.worker.getWorkerId(), session.number, attempts));
  }

  /** The worker said something. */
  void heard(Session session, WorkerMessage message, Instant now) {
    session.heardAt = now;
    session.heardSentAt = Math.max(session.heardSentAt, message.getSentAt());
    session.running = message.getRunning();
    for (Holding holding : message.getHoldingList()) {
      PartitionHost host = hosts.get(holding.getPartition());
      if (host != null && host.epoch() == holding.getEpoch()) {
        Set<io.carillon.kernel.AttemptId> attempts = new HashSet<>();
        holding.getAttemptsList().forEach(id -> attempts.add(kernelId(id)));
        holds(session, host, attempts);
      }
    }
    for (io.carillon.protocol.Report report : message.getReportsList()) {
      PartitionHost host = hosts.get(Ids.partition(report.getId().getRunId()));
      if (host != null) {
        host.tell(Reports.read(session.worker.getWorkerId(), report));
      }
    }
    grant(session, message);
  }

  private void grant(Session session, WorkerMessage message) {
    List<PartitionHost> woken = List.of();
    boolean givesBack;
    synchronized (this) {
      boolean more = message.getCreditsGranted() > session.granted;
      session.granted = Math.max(session.granted, message.getCreditsGranted());
      session.draining |= message.getDraining();
      long asked = message.getCreditsReclaimed() - session.reclaimed;
      long given = Math.clamp(asked, 0, Math.max(0, session.available()));
      session.reclaimed = Math.max(session.reclaimed, message.getCreditsReclaimed());
      session.used += given;
      session.returned += given;
      givesBack = given > 0;
      if (more) {
        woken = credits.arrived();
      }
    }
    woken.forEach(PartitionHost::wake);
    if (givesBack) {
      session.poke();
    }
  }

  void disconnected(Session session) {
    close(session, null);
  }

  private void close(Session session, @Nullable Status why) {
    session.close(why);
    synchronized (this) {
      if (!sessions.remove(session.worker.getWorkerId(), session)) {
        return;
      }
    }
    log.info("Worker {} disconnected", session.worker.getName());
    gone(session);
  }

  private void gone(Session session) {
    Input input = new Input.WorkerDisconnected(session.worker.getWorkerId(), session.number);
    hosts.values().forEach(host -> host.tell(input));
  }

  /** Takes leave of workers that were silent for longer than their lease. */
  @Override
  public @Nullable Instant step(Instant now) {
    List<Session> silent = new ArrayList<>();
    synchronized (this) {
      sessions
          .values()
          .removeIf(
              session -> {
                boolean expired = session.heardAt.plus(lease).isBefore(now);
                return expired && silent.add(session);
              });
    }
    for (Session session : silent) {
      log.warn("Worker {} is lost: silent for {}", session.worker.getName(), lease);
      session.close(Status.DEADLINE_EXCEEDED.withDescription("Silent for longer than the lease"));
      Input input = new Input.WorkerLost(session.worker.getWorkerId());
      hosts.values().forEach(host -> host.tell(input));
    }
    return closed ? null : now.plus(lease.dividedBy(LEASE_CHECKS));
  }

  /** Ends all sessions. Workers keep what they run, and look for other servers. */
  void close() {
    closed = true;
    all()
        .forEach(
            session ->
                close(session, Status.UNAVAILABLE.withDescription("The server is about to end")));
  }

  /** Tells all workers which servers there are. */
  void tellServers(List<String> addresses) {
    all().forEach(session -> session.servers(addresses));
  }

  private synchronized Collection<Session> all() {
    return List.copyOf(sessions.values());
  }

  List<WorkerInfo> infos() {
    return all().stream()
        .map(Session::info)
        .sorted(Comparator.comparing(WorkerInfo::name).thenComparingLong(WorkerInfo::id))
        .toList();
  }

  Map<String, String> taskTypes() {
    Map<String, String> types = new LinkedHashMap<>();
    for (Session session : all()) {
      session
          .worker
          .getTaskTypesList()
          .forEach(type -> types.putIfAbsent(type.getName(), type.getConfigSchema()));
    }
    return types;
  }

  // ---- credits ----

  @Override
  public List<Input.Granted> acquire(PartitionHost host, List<Demand> demand) {
    if (demand.isEmpty() && !hungry.contains(host)) {
      return List.of();
    }
    Credits.Taken taken;
    List<Session> asked = new ArrayList<>();
    synchronized (this) {
      if (hosts.get(host.id()) != host) {
        return List.of();
      }
      taken = credits.take(host, demand, sessions.values());
      if (!credits.waits(host)) {
        hungry.remove(host);
      } else if (hungry.add(host)) {
        for (Session session : sessions.values()) {
          if (session.demandSent == 0 && credits.demand(session) > 0) {
            asked.add(session);
          }
        }
      }
    }
    asked.forEach(Session::poke);
    if (taken.again()) {
      host.wake();
    }
    return taken.grants();
  }

  synchronized int demand(Session session) {
    return credits.demand(session);
  }

  private void giveBack(Effect.ReturnCredits back) {
    List<PartitionHost> woken = List.of();
    synchronized (this) {
      Session session = sessions.get(back.workerId());
      if (session != null && session.number == back.session()) {
        session.used -= back.credits();
        woken = credits.arrived();
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
      case Effect.ReturnCredits back -> giveBack(back);
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
            .setStopWhenIsolated(dispatch.stopWhenIsolated())
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
}
