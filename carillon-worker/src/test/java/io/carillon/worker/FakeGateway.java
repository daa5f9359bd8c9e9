package io.carillon.worker;

import com.google.protobuf.ByteString;
import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Cancel;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Finished;
import io.carillon.protocol.Holding;
import io.carillon.protocol.LogAck;
import io.carillon.protocol.LogBatch;
import io.carillon.protocol.Owned;
import io.carillon.protocol.Register;
import io.carillon.protocol.Report;
import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.Welcome;
import io.carillon.protocol.WorkerGatewayGrpc;
import io.carillon.protocol.WorkerMessage;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server for one worker, over real gRPC on loopback, that does what a test tells it. It remembers
 * everything over its own restarts, as a server with a database would. It echoes what it heard, and
 * gives back the credits that it is asked for and has not used.
 */
final class FakeGateway {

  static final String TOKEN = "worker-secret";

  private final List<Report> reports = new ArrayList<>();
  private final List<Register> registrations = new ArrayList<>();
  private final List<Holding> holdings = new ArrayList<>();
  private final Map<Integer, Long> owned = new TreeMap<>();
  private final List<String> members = new ArrayList<>();
  private final String name;
  private final FakeLogs logs;
  private @Nullable Server server;
  private @Nullable StreamObserver<ServerMessage> session;
  private int port;
  private int refused;
  private boolean acknowledging = true;
  private boolean draining;
  private long credits;
  private long dispatched;
  private long reclaimed;
  private long returned;
  private long heard;
  private int demand;
  private int isolation = 60_000;
  private String token = TOKEN;

  /** The only server, which owns everything. */
  FakeGateway() {
    this("fake", new FakeLogs());
    for (int partition = 0; partition < 1_024; partition++) {
      owned.put(partition, 1L);
    }
  }

  /** One of several. */
  FakeGateway(String name, FakeLogs logs) {
    this.name = name;
    this.logs = logs;
    start();
    members.add(address());
  }

  /** Tells the worker of these servers, now and with each welcome. */
  synchronized void members(List<String> addresses) {
    members.clear();
    members.addAll(addresses);
    say(ServerMessage.newBuilder().addAllServers(addresses));
  }

  synchronized void isolateAfter(int millis) {
    isolation = millis;
  }

  synchronized void own(int partition, long epoch) {
    owned.put(partition, epoch);
    say(
        ServerMessage.newBuilder()
            .addOwned(Owned.newBuilder().setPartition(partition).setEpoch(epoch)));
  }

  synchronized void release(int partition) {
    owned.remove(partition);
    say(ServerMessage.newBuilder().addReleased(partition));
  }

  synchronized void demand(int waiting) {
    demand = waiting;
    say(ServerMessage.newBuilder());
  }

  private synchronized void say(ServerMessage.Builder message) {
    if (session != null) {
      session.onNext(
          message.setDemand(demand).setCreditsReturned(returned).setHeard(heard).build());
    }
  }

  synchronized void start() {
    try {
      server =
          Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
              .addService(new Service())
              .intercept(new Guard())
              .directExecutor()
              .build()
              .start();
      port = server.getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop() throws InterruptedException {
    Server current;
    synchronized (this) {
      current = server;
      session = null;
    }
    if (current != null) {
      current.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  String address() {
    return "localhost:" + port;
  }

  synchronized void accept(String newToken) {
    token = newToken;
  }

  synchronized void acknowledge(boolean on) {
    acknowledging = on;
    if (on) {
      say(
          ServerMessage.newBuilder()
              .addAllAcknowledged(reports.stream().map(Report::getSequence).toList()));
    }
  }

  synchronized void breakLogsAfter(int chunks) {
    logs.breakAfter(chunks);
  }

  synchronized AttemptId dispatch(long run, String type, String config) {
    return dispatch(id(run), type, config);
  }

  synchronized AttemptId dispatch(AttemptId id, String type, String config) {
    return dispatch(id, type, config, false);
  }

  synchronized AttemptId dispatch(
      AttemptId id, String type, String config, boolean stopWhenIsolated) {
    if (session == null) {
      throw new IllegalStateException("Expected a session, but there is none");
    }
    dispatched++;
    say(
        ServerMessage.newBuilder()
            .addDispatches(
                Dispatch.newBuilder()
                    .setId(id)
                    .setNamespace("tests")
                    .setWorkflow("flow")
                    .setTask("task")
                    .setType(type)
                    .setConfig(ByteString.copyFromUtf8(config))
                    .setParams(ByteString.copyFromUtf8("{\"day\":\"2026-11-20\",\"n\":3}"))
                    .setScheduledAt(1_000)
                    .setFencingToken(7)
                    .setStopWhenIsolated(stopWhenIsolated)));
    return id;
  }

  static AttemptId id(long run) {
    return AttemptId.newBuilder().setRunId(run).setTask(0).setAttempt(1).build();
  }

  synchronized void cancel(AttemptId id) {
    say(
        ServerMessage.newBuilder()
            .addCancels(Cancel.newBuilder().setId(id).setReason(Cancel.Reason.REASON_CANCELLED)));
  }

  synchronized boolean connected() {
    return session != null && credits > 0;
  }

  /** There is a session, with or without credits. */
  synchronized boolean up() {
    return session != null;
  }

  synchronized boolean draining() {
    return draining;
  }

  synchronized long free() {
    return credits - dispatched - returned;
  }

  synchronized int refused() {
    return refused;
  }

  synchronized List<Register> registrations() {
    return List.copyOf(registrations);
  }

  synchronized List<Holding> holdings(int partition) {
    return holdings.stream().filter(holding -> holding.getPartition() == partition).toList();
  }

  synchronized List<Report> reports(AttemptId id) {
    return reports.stream().filter(report -> report.getId().equals(id)).toList();
  }

  synchronized @Nullable Finished finished(AttemptId id) {
    return reports.stream()
        .filter(report -> report.getId().equals(id) && report.hasFinished())
        .map(Report::getFinished)
        .findFirst()
        .orElse(null);
  }

  synchronized boolean started(AttemptId id) {
    return reports.stream().anyMatch(report -> report.getId().equals(id) && report.hasStarted());
  }

  String log(AttemptId id) {
    return logs.text(id);
  }

  boolean logEnded(AttemptId id) {
    return logs.ended(id);
  }

  private final class Guard implements ServerInterceptor {
    private static final Metadata.Key<String> KEY =
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      synchronized (FakeGateway.this) {
        if (!("Bearer " + token).equals(headers.get(KEY))) {
          refused++;
          call.close(Status.UNAUTHENTICATED.withDescription("unknown token"), new Metadata());
          return new ServerCall.Listener<>() {};
        }
      }
      return Contexts.interceptCall(Context.current(), call, headers, next);
    }
  }

  private final class Service extends WorkerGatewayGrpc.WorkerGatewayImplBase {
    @Override
    public StreamObserver<WorkerMessage> session(StreamObserver<ServerMessage> answers) {
      return new StreamObserver<>() {
        @Override
        public void onNext(WorkerMessage message) {
          received(message, answers);
        }

        @Override
        public void onError(Throwable cause) {
          gone(answers);
        }

        @Override
        public void onCompleted() {
          gone(answers);
          answers.onCompleted();
        }
      };
    }

    @Override
    public StreamObserver<LogBatch> logs(StreamObserver<LogAck> answers) {
      return logs.receive(answers);
    }
  }

  private synchronized void gone(StreamObserver<ServerMessage> answers) {
    if (answers.equals(session)) {
      session = null;
    }
  }

  private synchronized void received(WorkerMessage message, StreamObserver<ServerMessage> answers) {
    draining = message.getDraining();
    heard = message.getSentAt();
    ServerMessage.Builder answer = ServerMessage.newBuilder();
    if (message.hasRegister()) {
      registrations.add(message.getRegister());
      session = answers;
      credits = 0;
      dispatched = 0;
      reclaimed = 0;
      returned = 0;
      welcome(answer);
    }
    credits = Math.max(credits, message.getCreditsGranted());
    if (message.getCreditsReclaimed() > reclaimed) {
      returned += Math.min(message.getCreditsReclaimed() - reclaimed, free());
      reclaimed = message.getCreditsReclaimed();
    }
    holdings.addAll(message.getHoldingList());
    for (Report report : message.getReportsList()) {
      reports.add(report);
      if (acknowledging) {
        answer.addAcknowledged(report.getSequence());
      }
    }
    say(answer);
  }

  private void welcome(ServerMessage.Builder answer) {
    answer.setWelcome(
        Welcome.newBuilder()
            .setProtocol(2)
            .setServerName(name)
            .setLeaseMillis(60_000)
            .setHeartbeatMillis(100)
            .setIsolationMillis(isolation)
            .addAllServers(members));
    owned.forEach(
        (partition, epoch) ->
            answer.addOwned(Owned.newBuilder().setPartition(partition).setEpoch(epoch)));
  }
}
