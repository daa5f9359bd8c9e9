package io.carillon.worker;

import com.google.protobuf.ByteString;
import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.LogAck;
import io.carillon.protocol.LogBatch;
import io.carillon.protocol.LogChunk;
import io.carillon.protocol.LogPosition;
import io.carillon.protocol.Report;
import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.Welcome;
import io.carillon.protocol.WorkerGatewayGrpc;
import io.carillon.protocol.WorkerMessage;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * How many attempts a second go through the runtime, gRPC on loopback included. Not a test: run
 * {@code main} with the number of attempts, the capacity and the task type ({@code noop} or {@code
 * line}).
 */
final class Throughput extends WorkerGatewayGrpc.WorkerGatewayImplBase {

  private final long attempts;
  private final String type;
  private final CountDownLatch done = new CountDownLatch(1);
  private long sent;
  private long ended;
  private long credits;
  private long reports;
  private long messages;

  private Throughput(long attempts, String type) {
    this.attempts = attempts;
    this.type = type;
  }

  public static void main(String[] args) throws Exception {
    long attempts = Long.parseLong(args[0]);
    for (int round = 0; round < 5; round++) {
      round(attempts, Integer.parseInt(args[1]), args[2]);
    }
    System.exit(0);
  }

  private static void round(long attempts, int capacity, String type) throws Exception {
    Throughput gateway = new Throughput(attempts, type);
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(gateway)
            .directExecutor()
            .build()
            .start();
    Path data = Files.createTempDirectory("throughput");
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    WorkerConfig config =
        WorkerConfig.of(List.of("localhost:" + server.getPort()), "token")
            .withCapacity(capacity)
            .withDataDir(data)
            .withTaskTypes(new TestTasks().types());
    long cpu = system.getProcessCpuTime();
    long start = System.nanoTime();
    Worker worker = Worker.start(config);
    gateway.done.await();
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuMicros = (system.getProcessCpuTime() - cpu) / 1e3 / attempts;
    System.out.printf(
        "%s, capacity %d: %.0f attempts/s, %.1f us CPU each (fake server included),"
            + " %.2f reports each, %.1f reports a message%n",
        type,
        capacity,
        attempts / seconds,
        cpuMicros,
        (double) gateway.reports / attempts,
        (double) gateway.reports / gateway.messages);
    worker.close();
    server.shutdownNow().awaitTermination();
  }

  @Override
  public StreamObserver<WorkerMessage> session(StreamObserver<ServerMessage> answers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(WorkerMessage message) {
        received(message, answers);
      }

      @Override
      public void onError(Throwable cause) {}

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  private void received(WorkerMessage message, StreamObserver<ServerMessage> answers) {
    ServerMessage.Builder answer = ServerMessage.newBuilder();
    if (message.hasRegister()) {
      answer.setWelcome(Welcome.newBuilder().setHeartbeatMillis(500).setLeaseMillis(60_000));
    }
    messages++;
    credits = Math.max(credits, message.getCreditsGranted());
    for (Report report : message.getReportsList()) {
      answer.addAcknowledged(report.getSequence());
      reports++;
      ended += report.hasFinished() ? 1 : 0;
    }
    ByteString config =
        ByteString.copyFromUtf8(type.equals("noop") ? "{}" : "{\"text\":\"hello\"}");
    for (; sent < credits && sent < attempts; sent++) {
      answer.addDispatches(
          Dispatch.newBuilder()
              .setId(AttemptId.newBuilder().setRunId(sent + 1).setAttempt(1))
              .setNamespace("bench")
              .setWorkflow("flow")
              .setTask("task")
              .setType(type)
              .setConfig(config));
    }
    answers.onNext(answer.build());
    if (ended == attempts) {
      done.countDown();
    }
  }

  @Override
  public StreamObserver<LogBatch> logs(StreamObserver<LogAck> answers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(LogBatch batch) {
        LogAck.Builder ack = LogAck.newBuilder();
        for (LogChunk chunk : batch.getChunksList()) {
          ack.addPositions(
              LogPosition.newBuilder()
                  .setId(chunk.getId())
                  .setOffset(chunk.getOffset() + chunk.getData().size())
                  .setEnd(chunk.getEnd()));
        }
        answers.onNext(ack.build());
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
