package io.carillon.worker.session;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Cancel;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Finished;
import io.carillon.protocol.Finished.Outcome;
import io.carillon.protocol.Holding;
import io.carillon.protocol.Owned;
import io.carillon.protocol.Register;
import io.carillon.protocol.Report;
import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.Welcome;
import io.carillon.protocol.WorkerMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Plays the servers, step by step. Run number n is in partition n; time is in milliseconds from 0.
 * Each server echoes at once what it has heard, unless it is {@link #deafen deaf}.
 */
final class SessionDriver {

  static final Finished SUCCESS =
      Finished.newBuilder().setOutcome(Outcome.OUTCOME_SUCCEEDED).build();
  static final int HEARTBEAT = 100;
  static final int LEASE = 1_000;
  static final int ISOLATION = 4_000;

  final WorkerSessions sessions;
  long now;
  private final Map<String, Long> heard = new HashMap<>();
  private final List<String> deaf = new ArrayList<>();
  private List<String> members = List.of();

  SessionDriver(int capacity, String... seeds) {
    sessions =
        new WorkerSessions(
            Register.newBuilder().setWorkerId(9).setCapacity(capacity).build(), List.of(seeds));
  }

  static AttemptId id(long run) {
    return AttemptId.newBuilder().setRunId(run).setAttempt(1).build();
  }

  /** The servers that every welcome tells of from now on. */
  void members(String... servers) {
    members = List.of(servers);
  }

  /** A server from before there were several answers. */
  WorkerMessage connectOld(String server) {
    WorkerMessage register = open(server);
    receive(
        server,
        ServerMessage.newBuilder()
            .setWelcome(Welcome.newBuilder().setHeartbeatMillis(HEARTBEAT).setLeaseMillis(LEASE)));
    return register;
  }

  /** A server answers that owns these partitions, with epoch 1. */
  WorkerMessage connect(String server, int... partitions) {
    return connectAs(server, server, partitions);
  }

  WorkerMessage connectAs(String server, String name, int... partitions) {
    WorkerMessage register = open(server);
    ServerMessage.Builder message = ServerMessage.newBuilder().setWelcome(welcome(name));
    for (int partition : partitions) {
      message.addOwned(Owned.newBuilder().setPartition(partition).setEpoch(1));
    }
    receive(server, message);
    return register;
  }

  private Welcome.Builder welcome(String name) {
    return Welcome.newBuilder()
        .setServerName(name)
        .setProtocol(2)
        .setHeartbeatMillis(HEARTBEAT)
        .setLeaseMillis(LEASE)
        .setIsolationMillis(ISOLATION)
        .addAllServers(members);
  }

  private WorkerMessage open(String server) {
    WorkerMessage register = sessions.connected(server, now);
    hear(server, register);
    return register;
  }

  private void hear(String server, WorkerMessage message) {
    if (!deaf.contains(server)) {
      heard.put(server, message.getSentAt());
    }
  }

  /** The server hears nothing more, but goes on speaking. */
  void deafen(String server) {
    deaf.add(server);
  }

  void cure(String server) {
    deaf.remove(server);
  }

  void disconnect(String server) {
    sessions.disconnected(server, now);
  }

  List<Order> receive(String server, ServerMessage.Builder message) {
    return sessions.received(server, message.setHeard(heard.getOrDefault(server, 0L)).build(), now);
  }

  /** Whether it is to be run. */
  boolean dispatch(String server, long run) {
    return !receive(server, dispatches(run)).isEmpty();
  }

  boolean dispatchGuarded(String server, long run) {
    ServerMessage.Builder message = dispatches(run);
    message.getDispatchesBuilder(0).setStopWhenIsolated(true);
    return !receive(server, message).isEmpty();
  }

  private static ServerMessage.Builder dispatches(long run) {
    return ServerMessage.newBuilder().addDispatches(Dispatch.newBuilder().setId(id(run)));
  }

  /** Whether it is to be stopped. */
  boolean cancel(String server, long run, Cancel.Reason reason) {
    Cancel.Builder cancel = Cancel.newBuilder().setId(id(run)).setReason(reason);
    return !receive(server, ServerMessage.newBuilder().addCancels(cancel)).isEmpty();
  }

  void own(String server, int partition, long epoch) {
    Owned.Builder owned = Owned.newBuilder().setPartition(partition).setEpoch(epoch);
    receive(server, ServerMessage.newBuilder().addOwned(owned));
  }

  void release(String server, int partition) {
    receive(server, ServerMessage.newBuilder().addReleased(partition));
  }

  void acknowledge(String server, long... sequences) {
    ServerMessage.Builder message = ServerMessage.newBuilder();
    for (long sequence : sequences) {
      message.addAcknowledged(sequence);
    }
    receive(server, message);
  }

  void demand(String server, int count) {
    receive(server, ServerMessage.newBuilder().setDemand(count));
  }

  void giveBack(String server, long inAll) {
    receive(server, ServerMessage.newBuilder().setCreditsReturned(inAll));
  }

  void end(long run) {
    sessions.finished(id(run), SUCCESS);
    sessions.freed(id(run), now);
  }

  List<WorkerMessage> sent(String server) {
    List<WorkerMessage> messages = new ArrayList<>();
    for (WorkerMessage next = sessions.next(server, now);
        next != null;
        next = sessions.next(server, now)) {
      hear(server, next);
      messages.add(next);
    }
    return messages;
  }

  /**
   * Everything due, as lines: {@code holding 7@1 [7]}, {@code 1 started 7}, {@code credits 2},
   * {@code reclaimed 1}, {@code draining}, {@code heartbeat}.
   */
  List<String> said(String server) {
    List<String> lines = new ArrayList<>();
    for (WorkerMessage message : sent(server)) {
      int before = lines.size();
      message.getHoldingList().forEach(holding -> lines.add(line(holding)));
      message.getReportsList().forEach(report -> lines.add(line(report)));
      if (message.getCreditsGranted() > 0) {
        lines.add("credits " + message.getCreditsGranted());
      }
      if (message.getCreditsReclaimed() > 0) {
        lines.add("reclaimed " + message.getCreditsReclaimed());
      }
      if (message.getDraining()) {
        lines.add("draining");
      }
      if (lines.size() == before) {
        lines.add("heartbeat");
      }
    }
    return lines;
  }

  private static String line(Holding holding) {
    return "holding %d@%d %s"
        .formatted(
            holding.getPartition(),
            holding.getEpoch(),
            holding.getAttemptsList().stream().map(AttemptId::getRunId).toList());
  }

  private static String line(Report report) {
    String kind =
        switch (report.getKindCase()) {
          case ACCEPTED -> "accepted";
          case STARTED -> "started";
          case FINISHED ->
              report.getFinished().getOutcome().name().substring(8).toLowerCase(Locale.ROOT);
          case KIND_NOT_SET -> "nothing";
        };
    return report.getSequence() + " " + kind + " " + report.getId().getRunId();
  }
}
