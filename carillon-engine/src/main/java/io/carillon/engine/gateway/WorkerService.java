package io.carillon.engine.gateway;

import io.carillon.engine.log.LogStore;
import io.carillon.protocol.LogAck;
import io.carillon.protocol.LogBatch;
import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.WorkerGatewayGrpc;
import io.carillon.protocol.WorkerMessage;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** The gRPC service that workers dial. Authenticates each stream by its token. */
public final class WorkerService {

  private WorkerService() {}

  /** The service, to be served by a gRPC server. */
  public static ServerServiceDefinition of(
      WorkerGateway gateway, LogStore logs, TokenCheck tokens) {
    return ServerInterceptors.intercept(
        new Service(gateway, logs), new Authentication("the token of a worker", tokens));
  }

  private static final class Service extends WorkerGatewayGrpc.WorkerGatewayImplBase {

    private final WorkerGateway gateway;
    private final LogStore logs;

    Service(WorkerGateway gateway, LogStore logs) {
      this.gateway = gateway;
      this.logs = logs;
    }

    @Override
    public StreamObserver<WorkerMessage> session(StreamObserver<ServerMessage> responses) {
      return new Stream(gateway, (ServerCallStreamObserver<ServerMessage>) responses);
    }

    @Override
    public StreamObserver<LogBatch> logs(StreamObserver<LogAck> acknowledgements) {
      return new LogReceiver(logs, acknowledgements);
    }
  }

  private static final class Stream implements StreamObserver<WorkerMessage>, Line {

    private final ServerCallStreamObserver<ServerMessage> stream;
    private final Conversation conversation;

    Stream(WorkerGateway gateway, ServerCallStreamObserver<ServerMessage> stream) {
      this.stream = stream;
      this.conversation = gateway.open(this);
      stream.setOnReadyHandler(conversation::ready);
      stream.setOnCancelHandler(conversation::ended);
    }

    @Override
    public boolean ready() {
      return stream.isReady();
    }

    @Override
    public void send(ServerMessage message) {
      stream.onNext(message);
    }

    @Override
    public void end(Status why) {
      stream.onError(why.asRuntimeException());
    }

    @Override
    public void onNext(WorkerMessage message) {
      conversation.said(message);
    }

    @Override
    public void onError(Throwable cause) {
      conversation.ended();
    }

    @Override
    public void onCompleted() {
      conversation.ended();
      stream.onCompleted();
    }
  }
}
