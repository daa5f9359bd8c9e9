package io.carillon.cluster;

import java.io.IOException;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.HostProvider;
import org.apache.zookeeper.client.StaticHostProvider;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;

/**
 * Makes ZooKeeper's clients for Curator. After a connection broke, a client rests for up to two
 * seconds before it connects again, and our session may not live that long. A new client connects
 * at once: so it can be told to go on with the session of the one before.
 */
final class SessionHandles implements ZookeeperFactory {

  private @Nullable Handle newest;
  private @Nullable Handle resumed;

  /** The next client goes on with the session of the newest, which ends without ending it. */
  synchronized void resumeNext() {
    if (newest != null && newest.getSessionId() != 0) {
      resumed = newest;
      resumed.dropped = true;
    }
  }

  @Override
  public ZooKeeper newZooKeeper(String hosts, int timeout, Watcher watcher, boolean readOnly)
      throws IOException {
    return newZooKeeper(hosts, timeout, watcher, readOnly, new ZKClientConfig());
  }

  @Override
  public synchronized ZooKeeper newZooKeeper(
      String hosts, int timeout, Watcher watcher, boolean readOnly, ZKClientConfig config)
      throws IOException {
    var servers = new StaticHostProvider(new ConnectStringParser(hosts).getServerAddresses());
    newest =
        resumed == null
            ? new Handle(hosts, timeout, watcher, readOnly, servers, config)
            : new Handle(hosts, timeout, watcher, resumed, readOnly, servers, config);
    resumed = null;
    return newest;
  }

  @SuppressWarnings("try")
  private static final class Handle extends ZooKeeper {

    private volatile boolean dropped;

    Handle(
        String hosts,
        int timeout,
        Watcher watcher,
        boolean readOnly,
        HostProvider servers,
        ZKClientConfig config)
        throws IOException {
      super(hosts, timeout, watcher, readOnly, servers, config);
    }

    Handle(
        String hosts,
        int timeout,
        Watcher watcher,
        ZooKeeper before,
        boolean readOnly,
        HostProvider servers,
        ZKClientConfig config)
        throws IOException {
      super(
          hosts,
          timeout,
          watcher,
          before.getSessionId(),
          before.getSessionPasswd(),
          readOnly,
          servers,
          config);
    }

    @Override
    public synchronized void close() throws InterruptedException {
      if (dropped) {
        // It waits until the old client has rested.
        Thread.ofVirtual().start(cnxn::disconnect);
      } else {
        super.close();
      }
    }
  }
}
