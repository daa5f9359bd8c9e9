package io.carillon.cluster;

import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;

/** A ZooKeeper that allows leases of a second. */
final class ZookeeperServer implements AutoCloseable {

  private static final int TICK_MILLIS = 100;

  private final TestingServer server;

  private ZookeeperServer() {
    try {
      server =
          new TestingServer(new InstanceSpec(null, -1, -1, -1, true, -1, TICK_MILLIS, -1), true);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static ZookeeperServer start() {
    return new ZookeeperServer();
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
