package io.carillon.engine.gateway;

import io.carillon.engine.log.LogStore;
import io.carillon.engine.partition.Outside;
import io.carillon.engine.partition.PartitionHost;
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
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gRPC service that workers dial. Authenticates each stream by its token. */
public final class WorkerGateway implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WorkerGateway.class);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final String serverName;
  private final Duration lease;
  private final LogStore logs;
  private final WorkerAuthenticator authenticator;
  private final Consumer<WorkerInfo> connected;
  private final Workers workers;
  private final AtomicLong sessions = new AtomicLong();
  private final ScheduledExecutorService leases =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("worker-leases").factory());

  /**
   * @param lease a worker that is silent for longer is lost
   * @param connected told of each worker that connects
   */
  public WorkerGateway(
      String serverName,
      Duration lease,
      LogStore logs,
      WorkerAuthenticator authenticator,
      Consumer<WorkerInfo> connected,
      InstantSource clock) {
    this.serverName = serverName;
    this.lease = lease;
    this.logs = logs;
    this.authenticator = authenticator;
    this.connected = connected;
    this.workers = new Workers(lease, clock);
  }

  public Outside outside() {
    return workers;
  }

  /** Begins to serve workers for these partitions, by their ids. */
  public void start(List<PartitionHost> hosts) {
    workers.serve(hosts);
    long period = lease.toMillis() / 8;
    var unused =
        leases.scheduleAtFixedRate(
            () -> workers.expire(workers.now()), period, period, TimeUnit.MILLISECONDS);
  }

  public List<WorkerInfo> workers() {
    return workers.infos();
  }

  /** Config schemas by task type, as connected workers offer them. */
  public Map<String, String> taskTypes() {
    return workers.taskTypes();
  }

  /** The service, to be served by a gRPC server. */
  public ServerServiceDefinition service() {
    return ServerInterceptors.intercept(new Service(), new Authentication());
  }

  @Override
  public void close() {
    leases.shutdownNow();
    workers.reconnectWorkers();
  }

  private final class Authentication implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String header = headers.get(AUTHORIZATION);
      if (header != null
          && header.startsWith("Bearer ")
          && authenticator.accepts(header.substring("Bearer ".length()))) {
        return next.startCall(call, headers);
      }
      call.close(
          Status.UNAUTHENTICATED.withDescription(
              "Expected the token of a worker, but found "
                  + (header == null ? "none" : "one that is not known")),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }

  private final class Service extends WorkerGatewayGrpc.WorkerGatewayImplBase {
    @Override
    public StreamObserver<WorkerMessage> session(StreamObserver<ServerMessage> responses) {
      return new Conversation((ServerCallStreamObserver<ServerMessage>) responses);
    }

    @Override
    public StreamObserver<LogBatch> logs(StreamObserver<LogAck> acknowledgements) {
      return new LogReceiver(acknowledgements);
    }
  }

  /** What one worker says on one stream. */
  private final class Conversation implements StreamObserver<WorkerMessage> {

    private final ServerCallStreamObserver<ServerMessage> stream;
    private volatile @Nullable Session session;

    Conversation(ServerCallStreamObserver<ServerMessage> stream) {
      this.stream = stream;
      stream.setOnReadyHandler(
          () -> {
            Session current = session;
            if (current != null) {
              current.ready();
            }
          });
      stream.setOnCancelHandler(this::ended);
    }

    @Override
    public void onNext(WorkerMessage message) {
      Session current = session;
      if (current == null) {
        current = register(message);
        if (current == null) {
          return;
        }
      }
      current.heardAt = workers.now();
      for (Report report : message.getReportsList()) {
        workers.report(Reports.read(current.worker.getWorkerId(), report));
      }
      if (message.getCreditsGranted() > 0 || message.getDraining()) {
        workers.granted(current, message.getCreditsGranted(), message.getDraining());
      }
    }

    private @Nullable Session register(WorkerMessage message) {
      Register worker = message.getRegister();
      String problem = problem(message);
      if (problem != null) {
        stream.onError(Status.INVALID_ARGUMENT.withDescription(problem).asRuntimeException());
        return null;
      }
      Welcome welcome =
          Welcome.newBuilder()
              .setServerName(serverName)
              .setLeaseMillis((int) lease.toMillis())
              .setHeartbeatMillis((int) lease.toMillis() / 4)
              .build();
      Session opened =
          new Session(sessions.incrementAndGet(), worker, welcome, stream, workers.now());
      session = opened;
      workers.connected(opened);
      opened.start();
      connected.accept(opened.info());
      return opened;
    }

    private static @Nullable String problem(WorkerMessage message) {
      Register worker = message.getRegister();
      if (!message.hasRegister()) {
        return "Expected the first message to register the worker";
      }
      if (worker.getWorkerId() == 0) {
        return "Expected a worker_id, but found 0";
      }
      if (worker.getPoolsCount() == 0) {
        return "Expected at least one pool, but found none";
      }
      return worker.getCapacity() < 1
          ? "Expected a capacity of at least 1, but found " + worker.getCapacity()
          : null;
    }

    @Override
    public void onError(Throwable cause) {
      ended();
    }

    @Override
    public void onCompleted() {
      ended();
      stream.onCompleted();
    }

    private void ended() {
      Session current = session;
      if (current != null) {
        workers.disconnected(current);
      }
    }
  }

  /** Writes the logs that one worker ships. */
  private final class LogReceiver implements StreamObserver<LogBatch> {

    private final StreamObserver<LogAck> acknowledgements;

    LogReceiver(StreamObserver<LogAck> acknowledgements) {
      this.acknowledgements = acknowledgements;
    }

    @Override
    public void onNext(LogBatch batch) {
      LogAck.Builder ack = LogAck.newBuilder();
      try {
        for (LogChunk chunk : batch.getChunksList()) {
          LogStore.Position position =
              logs.append(
                  Workers.kernelId(chunk.getId()),
                  chunk.getOffset(),
                  chunk.getData().toByteArray(),
                  chunk.getEnd());
          ack.addPositions(
              LogPosition.newBuilder()
                  .setId(chunk.getId())
                  .setOffset(position.offset())
                  .setEnd(position.ended()));
        }
        acknowledgements.onNext(ack.build());
      } catch (IOException e) {
        log.warn("Logs cannot be written: {}", e.getMessage());
        acknowledgements.onError(
            Status.UNAVAILABLE.withDescription("Logs cannot be written").asRuntimeException());
      }
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {
      acknowledgements.onCompleted();
    }
  }
}
