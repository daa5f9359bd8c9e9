package io.carillon.server.worker;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The gRPC port that workers and other servers dial. */
public final class WorkerPort {

  /** As large as a worker's own limit: a dispatch or report with parameters of some MiB. */
  private static final int MESSAGE_BYTES = 16 << 20;

  private static final int PATIENCE_SECONDS = 5;

  private final Server server;

  private WorkerPort(Server server) {
    this.server = server;
  }

  /** Listens. Workers prove that they live by heartbeats of their own; a ping finds dead links. */
  public static WorkerPort open(InetSocketAddress address, List<ServerServiceDefinition> services)
      throws IOException {
    return new WorkerPort(
        NettyServerBuilder.forAddress(address)
            .addServices(services)
            .maxInboundMessageSize(MESSAGE_BYTES)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(10, TimeUnit.SECONDS)
            .build()
            .start());
  }

  public int port() {
    return server.getPort();
  }

  /** Takes no new connections; streams go on. */
  public void refuse() {
    server.shutdown();
  }

  /** Ends what is still open. */
  public void close() {
    try {
      if (!server.shutdown().awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
