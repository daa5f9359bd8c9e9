package io.carillon.worker;

import com.google.protobuf.ByteString;
import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Cancel;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Finished;
import io.carillon.protocol.LogAck;
import io.carillon.protocol.LogBatch;
import io.carillon.protocol.LogChunk;
import io.carillon.protocol.LogPosition;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server for one worker, over real gRPC on loopback, that does what a test tells it. It remembers
 * everything over its own restarts, as a server with a database would.
 */
final class FakeGateway {

  static final String TOKEN = "worker-secret";

  private final List<Report> reports = new ArrayList<>();
  private final List<Register> registrations = new ArrayList<>();
  private final Map<AttemptId, ByteArrayOutputStream> logs = new LinkedHashMap<>();
  private final List<AttemptId> endedLogs = new ArrayList<>();
  private @Nullable Server server;
  private @Nullable StreamObserver<ServerMessage> session;
  private int port;
  private int refused;
  private boolean acknowledging = true;
  private boolean draining;
  private long credits;
  private long dispatched;
  private String token = TOKEN;
  private int logChunksUntilBreak = Integer.MAX_VALUE;

  FakeGateway() {
    start();
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
    if (on && session != null) {
      session.onNext(
          ServerMessage.newBuilder()
              .addAllAcknowledged(reports.stream().map(Report::getSequence).toList())
              .build());
    }
  }

  synchronized void breakLogsAfter(int chunks) {
    logChunksUntilBreak = chunks;
  }

  synchronized AttemptId dispatch(long run, String type, String config) {
    return dispatch(id(run), type, config);
  }

  synchronized AttemptId dispatch(AttemptId id, String type, String config) {
    if (session == null) {
      throw new IllegalStateException("Expected a session, but there is none");
    }
    dispatched++;
    session.onNext(
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
                    .setFencingToken(7))
            .build());
    return id;
  }

  static AttemptId id(long run) {
    return AttemptId.newBuilder().setRunId(run).setTask(0).setAttempt(1).build();
  }

  synchronized void cancel(AttemptId id) {
    if (session != null) {
      session.onNext(
          ServerMessage.newBuilder()
              .addCancels(Cancel.newBuilder().setId(id).setReason(Cancel.Reason.REASON_CANCELLED))
              .build());
    }
  }

  synchronized boolean connected() {
    return session != null && credits > 0;
  }

  synchronized boolean draining() {
    return draining;
  }

  synchronized long free() {
    return credits - dispatched;
  }

  synchronized int refused() {
    return refused;
  }

  synchronized List<Register> registrations() {
    return List.copyOf(registrations);
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

  synchronized String log(AttemptId id) {
    ByteArrayOutputStream log = logs.get(id);
    return log == null ? "" : log.toString(java.nio.charset.StandardCharsets.UTF_8);
  }

  synchronized boolean logEnded(AttemptId id) {
    return endedLogs.contains(id);
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
      return new StreamObserver<>() {
        @Override
        public void onNext(LogBatch batch) {
          stored(batch, answers);
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {
          answers.onCompleted();
        }
      };
    }
  }

  private synchronized void gone(StreamObserver<ServerMessage> answers) {
    if (answers.equals(session)) {
      session = null;
    }
  }

  private synchronized void received(WorkerMessage message, StreamObserver<ServerMessage> answers) {
    draining = message.getDraining();
    if (message.hasRegister()) {
      registrations.add(message.getRegister());
      session = answers;
      credits = 0;
      dispatched = 0;
      answers.onNext(
          ServerMessage.newBuilder()
              .setWelcome(
                  Welcome.newBuilder()
                      .setServerName("fake")
                      .setLeaseMillis(60_000)
                      .setHeartbeatMillis(500)
                      .addServers(address()))
              .build());
    }
    credits = Math.max(credits, message.getCreditsGranted());
    ServerMessage.Builder answer = ServerMessage.newBuilder();
    for (Report report : message.getReportsList()) {
      reports.add(report);
      answer.addAcknowledged(report.getSequence());
    }
    if (acknowledging && answer.getAcknowledgedCount() > 0) {
      answers.onNext(answer.build());
    }
  }

  private synchronized void stored(LogBatch batch, StreamObserver<LogAck> answers) {
    LogAck.Builder ack = LogAck.newBuilder();
    for (LogChunk chunk : batch.getChunksList()) {
      if (logChunksUntilBreak-- == 0) {
        answers.onError(Status.UNAVAILABLE.withDescription("broken by the test").asException());
        return;
      }
      ByteArrayOutputStream log =
          logs.computeIfAbsent(chunk.getId(), id -> new ByteArrayOutputStream());
      int known = (int) (log.size() - chunk.getOffset());
      if (known >= 0 && known <= chunk.getData().size()) {
        log.writeBytes(chunk.getData().substring(known).toByteArray());
        if (chunk.getEnd()) {
          endedLogs.add(chunk.getId());
        }
      }
      ack.addPositions(
          LogPosition.newBuilder()
              .setId(chunk.getId())
              .setOffset(log.size())
              .setEnd(endedLogs.contains(chunk.getId())));
    }
    answers.onNext(ack.build());
  }
}
