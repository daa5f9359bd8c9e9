package io.carillon.worker.session;

import io.carillon.protocol.WorkerGatewayGrpc;
import io.carillon.protocol.WorkerGatewayGrpc.WorkerGatewayStub;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Opens connections to the servers in turn. Every try gets a channel of its own: gRPC's would back
 * off by itself, for longer than we want.
 */
public final class Dialer {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final int MESSAGE_BYTES = 16 * 1024 * 1024;

  /** One try; {@code server} is host:port. */
  record Connection(String server, ManagedChannel channel, WorkerGatewayStub gateway) {

    void abandon() {
      channel.shutdownNow();
    }
  }

  private final List<String> seeds;
  private final Supplier<String> token;
  private List<String> servers;
  private int next;

  /**
   * @param servers host:port of at least one server
   * @param token asked for each connection, so that it may change
   */
  public Dialer(List<String> servers, Supplier<String> token) {
    this.seeds = List.copyOf(servers);
    this.servers = seeds;
    this.token = token;
  }

  /** A server told which servers there are; those known from the start stay. */
  void learn(List<String> told) {
    List<String> all = new ArrayList<>(seeds);
    told.stream().filter(server -> !all.contains(server)).forEach(all::add);
    String current = servers.get(next % servers.size());
    servers = List.copyOf(all);
    next = Math.max(0, servers.indexOf(current));
  }

  /** The next try goes to the next server. */
  void turnAway() {
    next = (next + 1) % servers.size();
  }

  Connection dial() {
    String server = servers.get(next % servers.size());
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
        server,
        channel,
        WorkerGatewayGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)));
  }
}
