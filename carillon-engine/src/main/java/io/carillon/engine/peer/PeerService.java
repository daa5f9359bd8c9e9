package io.carillon.engine.peer;

import io.carillon.engine.cluster.Ownership;
import io.carillon.engine.cluster.Router;
import io.carillon.engine.gateway.Authentication;
import io.carillon.engine.gateway.TokenCheck;
import io.carillon.engine.partition.Followers;
import io.carillon.engine.partition.NotServedException;
import io.carillon.engine.partition.OverloadedException;
import io.carillon.engine.partition.PartitionHost;
import io.carillon.engine.partition.RunChange;
import io.carillon.kernel.Command;
import io.carillon.kernel.Ids;
import io.carillon.protocol.FollowRequest;
import io.carillon.protocol.NudgeReply;
import io.carillon.protocol.NudgeRequest;
import io.carillon.protocol.Reply;
import io.carillon.protocol.Request;
import io.carillon.protocol.RunChanged;
import io.carillon.protocol.ServerGatewayGrpc;
import io.grpc.Metadata;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** The gRPC service that other servers call. */
public final class PeerService extends ServerGatewayGrpc.ServerGatewayImplBase {

  private final Router router;
  private final Ownership ownership;
  private final Followers followers;

  private PeerService(Router router, Ownership ownership, Followers followers) {
    this.router = router;
    this.ownership = ownership;
    this.followers = followers;
  }

  /** The service, to be served by a gRPC server. */
  public static ServerServiceDefinition of(
      Router router, Ownership ownership, Followers followers, TokenCheck tokens) {
    return ServerInterceptors.intercept(
        new PeerService(router, ownership, followers),
        new Authentication("the token of this cluster's servers", tokens));
  }

  @Override
  public void submit(Request request, StreamObserver<Reply> replies) {
    Command command;
    try {
      command = Wire.command(request);
    } catch (IllegalArgumentException e) {
      replies.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
      return;
    }
    var unused =
        router
            .passedOn(request.getPartition(), command)
            .whenComplete(
                (answer, thrown) -> {
                  if (thrown == null) {
                    replies.onNext(Wire.reply(answer));
                    replies.onCompleted();
                  } else {
                    refuse(replies, thrown);
                  }
                });
  }

  private static void refuse(StreamObserver<Reply> replies, Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    String message = cause == null ? "" : cause.getMessage();
    if (cause instanceof NotServedException) {
      Metadata trailers = new Metadata();
      trailers.put(GrpcPeers.NOT_TAKEN, "true");
      replies.onError(Status.UNAVAILABLE.withDescription(message).asRuntimeException(trailers));
    } else {
      Status status =
          cause instanceof OverloadedException ? Status.RESOURCE_EXHAUSTED : Status.UNAVAILABLE;
      replies.onError(status.withDescription(message).asRuntimeException());
    }
  }

  @Override
  public void follow(FollowRequest request, StreamObserver<RunChanged> changes) {
    new Follow((ServerCallStreamObserver<RunChanged>) changes, request.getRunId()).start();
  }

  @Override
  public void nudge(NudgeRequest request, StreamObserver<NudgeReply> replies) {
    if (request.getLeaving() != 0) {
      ownership.leaves(request.getLeaving());
    } else {
      ownership.wake();
    }
    replies.onNext(NudgeReply.getDefaultInstance());
    replies.onCompleted();
  }

  /** Says that a run has changed, at most once before the line takes it. */
  private final class Follow implements Consumer<RunChange> {

    private final ServerCallStreamObserver<RunChanged> line;
    private final long runId;
    private boolean pending;
    private boolean over;

    Follow(ServerCallStreamObserver<RunChanged> line, long runId) {
      this.line = line;
      this.runId = runId;
    }

    void start() {
      followers.add(runId, this);
      line.setOnCancelHandler(this::end);
      line.setOnReadyHandler(this::send);
      PartitionHost host = ownership.host(Ids.partition(runId));
      if (host == null) {
        end();
        refuse();
      } else {
        var unused = host.onEnd(this::moved);
        // Whatever happened before we followed is news.
        changed();
      }
    }

    private void refuse() {
      line.onError(
          Status.UNAVAILABLE.withDescription("The run is not served here").asRuntimeException());
    }

    @Override
    public void accept(RunChange change) {
      changed();
    }

    private synchronized void changed() {
      pending = true;
      send();
    }

    private synchronized void send() {
      if (pending && !over && line.isReady()) {
        pending = false;
        line.onNext(RunChanged.newBuilder().setRunId(runId).build());
      }
    }

    private synchronized void moved() {
      if (!over) {
        end();
        line.onCompleted();
      }
    }

    private synchronized void end() {
      over = true;
      followers.remove(runId, this);
    }
  }
}
