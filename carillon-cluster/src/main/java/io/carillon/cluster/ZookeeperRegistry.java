package io.carillon.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.RegistryException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.KeeperException.ConnectionLossException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Ephemeral nodes in ZooKeeper. Curator keeps the connection and begins a new session when one has
 * expired.
 *
 * <p>The client keeps its session alive by itself; what {@link #renew} finds out is that it does.
 * It asks for a sync first, because a ZooKeeper server that has lost its leader goes on answering
 * from what it knows, for a while, after the leader has let our session expire.
 */
final class ZookeeperRegistry implements Registry {

  private final String hosts;
  private final String root;
  private final List<ACL> acl;
  private final Answers answers;
  private final Steady steady;
  private final SessionHandles handles = new SessionHandles();
  private final CuratorFramework client;

  /** Until when the session surely lives. */
  private Duration sure;

  /** Whether the connection is gone, and nobody has tried to make another. */
  private volatile boolean broken;

  private Watcher watcher = event -> {};

  ZookeeperRegistry(
      String hosts, String root, Duration lease, @Nullable Credentials credentials, Steady steady) {
    this.hosts = hosts;
    this.root = root;
    this.acl = credentials == null ? Ids.OPEN_ACL_UNSAFE : Ids.CREATOR_ALL_ACL;
    this.answers = new Answers(lease.dividedBy(2));
    this.steady = steady;
    this.sure = steady.now();
    int millis = Math.toIntExact(lease.toMillis());
    var config = new ZKClientConfig();
    config.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
    var builder =
        CuratorFrameworkFactory.builder()
            .connectString(hosts)
            .sessionTimeoutMs(millis)
            .connectionTimeoutMs(millis)
            .maxCloseWaitMs(millis)
            // Whoever calls tries again.
            .retryPolicy(new RetryNTimes(0, 0))
            .ensembleTracker(false)
            .zkClientConfig(config)
            .zookeeperFactory(handles)
            .aclProvider(new SameForAll(acl));
    if (credentials != null) {
      String secret = credentials.user() + ":" + credentials.password();
      builder.authorization("digest", secret.getBytes(UTF_8));
    }
    this.client = builder.build();
  }

  @Override
  public String name() {
    return "zookeeper://" + hosts + root;
  }

  @Override
  public void open(Runnable news) {
    watcher = event -> news.run();
    client
        .getConnectionStateListenable()
        .addListener(
            (curator, state) -> {
              broken = !state.isConnected();
              news.run();
            });
    client.start();
  }

  @Override
  public Renewal renew(Member self) {
    Duration start = steady.now();
    if (broken && start.compareTo(sure) < 0) {
      connectAgain();
    }
    try {
      Renewal renewal = write(self);
      sure = start.plus(renewal.lease());
      return renewal;
    } catch (RegistryException e) {
      if (e.getCause() instanceof TimeoutException
          || e.getCause() instanceof ConnectionLossException) {
        broken = true;
      }
      throw e;
    }
  }

  private void connectAgain() {
    broken = false;
    handles.resumeNext();
    try {
      client.getZookeeperClient().reset();
    } catch (Exception e) {
      throw failed(e);
    }
  }

  private Renewal write(Member self) {
    ZooKeeper zookeeper = zookeeper();
    String path = path(self);
    var synced = new CompletableFuture<@Nullable Void>();
    zookeeper.sync(path, (code, at, context) -> complete(synced, code, at, null), null);
    CompletableFuture<@Nullable Node> read = read(zookeeper, path);
    answers.await(synced);
    Node node = answers.await(read);
    if (node != null && node.stat.getEphemeralOwner() != zookeeper.getSessionId()) {
      Member other = Entry.read(self.name(), node.text);
      if (other == null || other.incarnation() != self.incarnation()) {
        return new Renewal.Taken(
            other == null ? new Member(self.name(), 0, "an unknown address") : other,
            lease(zookeeper));
      }
      // Of an earlier session of our own, which the registry has not given up yet.
      var deleted = new CompletableFuture<@Nullable Void>();
      zookeeper.delete(
          path,
          node.stat.getVersion(),
          (code, at, context) -> complete(deleted, code, at, null),
          null);
      answers.await(deleted);
      node = null;
    }
    if (node == null) {
      create(zookeeper, path, Entry.of(self).getBytes(UTF_8));
    }
    return new Renewal.Held(lease(zookeeper));
  }

  /** As negotiated: ZooKeeper has limits of its own, by default 2 and 20 ticks. */
  private static Duration lease(ZooKeeper zookeeper) {
    return Duration.ofMillis(zookeeper.getSessionTimeout());
  }

  private void create(ZooKeeper zookeeper, String path, byte[] entry) {
    ensureRoot(zookeeper);
    var created = new CompletableFuture<@Nullable Void>();
    zookeeper.create(
        path,
        entry,
        acl,
        CreateMode.EPHEMERAL,
        (int code, String at, @Nullable Object context, @Nullable String name) ->
            complete(created, code, at, null),
        null);
    answers.await(created);
  }

  private void ensureRoot(ZooKeeper zookeeper) {
    if (answers.await(read(zookeeper, root)) != null) {
      return;
    }
    try {
      client.create().orSetData().creatingParentsIfNeeded().forPath(root, new byte[0]);
    } catch (Exception e) {
      throw failed(e);
    }
  }

  @Override
  public List<Member> members() {
    ZooKeeper zookeeper = zookeeper();
    var names = new CompletableFuture<@Nullable List<String>>();
    zookeeper.getChildren(
        root,
        watcher,
        (int code, String at, @Nullable Object context, @Nullable List<String> children) -> {
          if (code == Code.NONODE.intValue()) {
            names.complete(List.of());
          } else {
            complete(names, code, at, children);
          }
        },
        null);
    List<String> children = answers.await(names);
    var reads = new ArrayList<CompletableFuture<@Nullable Member>>();
    for (String child : children == null ? List.<String>of() : children) {
      String name = URLDecoder.decode(child, UTF_8);
      reads.add(
          read(zookeeper, root + "/" + child)
              .thenApply(node -> node == null ? null : Entry.read(name, node.text)));
    }
    var members = new ArrayList<Member>();
    for (CompletableFuture<@Nullable Member> read : reads) {
      Member member = answers.await(read);
      if (member != null) {
        members.add(member);
      }
    }
    members.sort((one, other) -> one.name().compareTo(other.name()));
    return members;
  }

  @Override
  public void leave(Member self) {
    // The end of the session takes the node with it.
    client.close();
  }

  @Override
  public void close() {
    client.close();
  }

  private String path(Member self) {
    return root + "/" + URLEncoder.encode(self.name(), UTF_8);
  }

  /** A node; {@code null}: there is none. */
  private static CompletableFuture<@Nullable Node> read(ZooKeeper zookeeper, String path) {
    var read = new CompletableFuture<@Nullable Node>();
    zookeeper.getData(
        path,
        false,
        (int code, String at, @Nullable Object context, byte @Nullable [] data, Stat stat) -> {
          if (code == Code.NONODE.intValue()) {
            read.complete(null);
          } else {
            complete(read, code, at, new Node(data == null ? "" : new String(data, UTF_8), stat));
          }
        },
        null);
    return read;
  }

  private static <T> void complete(
      CompletableFuture<@Nullable T> future, int code, String path, @Nullable T value) {
    if (code == Code.OK.intValue()) {
      future.complete(value);
    } else {
      future.completeExceptionally(KeeperException.create(Code.get(code), path));
    }
  }

  private ZooKeeper zookeeper() {
    try {
      return client.getZookeeperClient().getZooKeeper();
    } catch (Exception e) {
      throw failed(e);
    }
  }

  private static RegistryException failed(Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new RegistryException(String.valueOf(e.getMessage()), e);
  }

  private record Node(String text, Stat stat) {}

  /** Whoever can make nodes here can change them. */
  private record SameForAll(List<ACL> acl) implements ACLProvider {
    @Override
    public List<ACL> getDefaultAcl() {
      return acl;
    }

    @Override
    public List<ACL> getAclForPath(String path) {
      return acl;
    }
  }
}
