package io.carillon.engine.peer;

import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.Peers;
import io.carillon.engine.gateway.Authentication;
import io.carillon.engine.partition.NotServedException;
import io.carillon.engine.partition.OutcomeUnknownException;
import io.carillon.engine.partition.OverloadedException;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.protocol.FollowRequest;
import io.carillon.protocol.NudgeReply;
import io.carillon.protocol.NudgeRequest;
import io.carillon.protocol.Reply;
import io.carillon.protocol.RunChanged;
import io.carillon.protocol.ServerGatewayGrpc;
import io.carillon.protocol.ServerGatewayGrpc.ServerGatewayStub;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** {@link Peers} by gRPC: one channel to each server, by its address. */
public final class GrpcPeers implements Peers {

  /** Says of a call that was refused that the command was not taken in. */
  static final Metadata.Key<String> NOT_TAKEN =
      Metadata.Key.of("carillon-not-taken", Metadata.ASCII_STRING_MARSHALLER);

  private static final long SUBMIT_SECONDS = 5;
  private static final long NUDGE_SECONDS = 1;
  private static final int MESSAGE_BYTES = 16 * 1024 * 1024;

  private final Member self;
  private final String token;
  private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();

  /**
   * @param token that all servers of the cluster know
   */
  public GrpcPeers(Member self, String token) {
    this.self = self;
    this.token = token;
  }

  private ServerGatewayStub stub(Member member) {
    ManagedChannel channel = channels.computeIfAbsent(member.address(), GrpcPeers::channel);
    // A server that was away is tried at once, whatever back-off gRPC is in.
    channel.resetConnectBackoff();
    Metadata headers = new Metadata();
    headers.put(Authentication.AUTHORIZATION, Authentication.BEARER + token);
    return ServerGatewayGrpc.newStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static ManagedChannel channel(String address) {
    return Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
        .directExecutor()
        .keepAliveTime(10, TimeUnit.SECONDS)
        .keepAliveTimeout(2, TimeUnit.SECONDS)
        .maxInboundMessageSize(MESSAGE_BYTES)
        .disableRetry()
        .build();
  }

  @Override
  public CompletableFuture<Answer> submit(
      Member member, int partition, String requestId, Command command) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    stub(member)
        .withDeadlineAfter(SUBMIT_SECONDS, TimeUnit.SECONDS)
        .submit(
            Wire.request(partition, requestId, command),
            new StreamObserver<Reply>() {
              @Override
              public void onNext(Reply reply) {
                try {
                  answer.complete(Wire.answer(reply));
                } catch (IllegalArgumentException e) {
                  answer.completeExceptionally(e);
                }
              }

              @Override
              public void onError(Throwable cause) {
                answer.completeExceptionally(failure(member, cause));
              }

              @Override
              public void onCompleted() {
                answer.completeExceptionally(
                    new OutcomeUnknownException("Server " + member.name() + " gave no answer"));
              }
            });
    return answer;
  }

  private static RuntimeException failure(Member member, Throwable cause) {
    Status status = Status.fromThrowable(cause);
    String message =
        "Server %s at %s: %s"
            .formatted(
                member.name(),
                member.address(),
                status.getDescription() == null ? status.getCode() : status.getDescription());
    Metadata trailers = Status.trailersFromThrowable(cause);
    if (trailers != null && trailers.containsKey(NOT_TAKEN)) {
      return new NotServedException(message);
    }
    return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
        ? new OverloadedException(message, Duration.ofSeconds(1))
        : new OutcomeUnknownException(message);
  }

  @Override
  public CompletableFuture<Void> nudge(Member member, boolean leaving) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    stub(member)
        .withDeadlineAfter(NUDGE_SECONDS, TimeUnit.SECONDS)
        .nudge(
            NudgeRequest.newBuilder().setLeaving(leaving ? self.incarnation() : 0).build(),
            new StreamObserver<NudgeReply>() {
              @Override
              public void onNext(NudgeReply reply) {}

              @Override
              public void onError(Throwable cause) {
                done.completeExceptionally(cause);
              }

              @Override
              public void onCompleted() {
                done.complete(null);
              }
            });
    return done;
  }

  @Override
  public Runnable follow(Member member, long runId, Runnable changed, Runnable ended) {
    AtomicReference<@Nullable ClientCallStreamObserver<FollowRequest>> call =
        new AtomicReference<>();
    stub(member)
        .follow(
            FollowRequest.newBuilder().setRunId(runId).build(),
            new ClientResponseObserver<FollowRequest, RunChanged>() {
              @Override
              public void beforeStart(ClientCallStreamObserver<FollowRequest> requests) {
                call.set(requests);
              }

              @Override
              public void onNext(RunChanged change) {
                changed.run();
              }

              @Override
              public void onError(Throwable cause) {
                ended.run();
              }

              @Override
              public void onCompleted() {
                ended.run();
              }
            });
    return () -> {
      ClientCallStreamObserver<FollowRequest> requests = call.get();
      if (requests != null) {
        requests.cancel("Nobody follows any more", null);
      }
    };
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
