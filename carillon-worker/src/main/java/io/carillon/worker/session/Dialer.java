package io.carillon.worker.session;

import io.carillon.protocol.WorkerGatewayGrpc;
import io.carillon.protocol.WorkerGatewayGrpc.WorkerGatewayStub;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Opens connections to servers. Every try gets a channel of its own: gRPC's would back off by
 * itself, for longer than we want.
 */
public final class Dialer {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final int MESSAGE_BYTES = 16 * 1024 * 1024;

  /** One try. */
  record Connection(ManagedChannel channel, WorkerGatewayStub gateway) {

    void abandon() {
      channel.shutdownNow();
    }
  }

  private final Supplier<String> token;

  /**
   * @param token asked for each connection, so that it may change
   */
  public Dialer(Supplier<String> token) {
    this.token = token;
  }

  /**
   * Returns at once; whether the server is there shows later.
   *
   * @param server host:port
   */
  Connection dial(String server) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(server, InsecureChannelCredentials.create())
            .directExecutor()
            .keepAliveTime(30, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .maxInboundMessageSize(MESSAGE_BYTES)
            .disableRetry()
            .build();
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token.get());
    return new Connection(
        channel,
        WorkerGatewayGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)));
  }
}
