package io.carillon.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.RegistryException;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdException;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.lease.LeaseGrantResponse;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys with leases in etcd, which counts leases in whole seconds. */
final class EtcdRegistry implements Registry {

  private static final Logger log = LoggerFactory.getLogger(EtcdRegistry.class);

  /** The client takes its time at first, when much of it is being loaded. */
  private static final Duration FIRST_CONTACT = Duration.ofSeconds(5);

  private final String name;
  private final String prefix;
  private final long seconds;
  private final Answers first = new Answers(FIRST_CONTACT);
  private final Answers later;
  private final ClientBuilder builder;
  private volatile Client client;
  private Runnable news = () -> {};

  private volatile boolean reached;
  private boolean closed;

  /** Of the lease in etcd; 0: none. */
  private long id;

  EtcdRegistry(
      List<URI> endpoints,
      String root,
      String name,
      Duration lease,
      @Nullable Credentials credentials) {
    this.name = name;
    this.prefix = root + "/";
    this.seconds = lease.plusNanos(999_999_999).toSeconds();
    this.later = new Answers(lease.dividedBy(2));
    this.builder = Client.builder().endpoints(endpoints).connectTimeout(lease);
    if (credentials != null) {
      builder.user(bytes(credentials.user())).password(bytes(credentials.password()));
    }
    if (endpoints.getFirst().getScheme().equals("https")) {
      try {
        builder.sslContext(context -> {});
      } catch (SSLException e) {
        throw new RegistryException("Expected to use TLS for " + name + ", but: " + e, e);
      }
    }
    this.client = builder.build();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void open(Runnable news) {
    this.news = news;
    watch();
  }

  private void watch() {
    client
        .getWatchClient()
        .watch(
            bytes(prefix),
            WatchOption.builder().isPrefix(true).build(),
            Watch.listener(
                changes -> news.run(), failure -> log.debug("Watching {} failed", name, failure)));
  }

  @Override
  public Renewal renew(Member self) {
    try {
      Renewal renewal = write(self);
      reached = true;
      return renewal;
    } catch (RegistryException e) {
      connectAgain();
      throw e;
    }
  }

  /**
   * After a connection broke, gRPC rests for a second or more before it connects again, and of one
   * on which nothing arrives any more it hears late. A new client connects at once.
   */
  private synchronized void connectAgain() {
    if (closed) {
      return;
    }
    Client before = client;
    client = builder.build();
    watch();
    before.close();
  }

  private Renewal write(Member self) {
    Duration lease = keepAlive();
    ByteSequence key = bytes(prefix + self.name());
    ByteSequence entry = bytes(Entry.of(self));
    List<KeyValue> found = await(client.getKVClient().get(key)).getKvs();
    if (found.isEmpty()) {
      return put(key, entry, 0) ? new Renewal.Held(lease) : changing(self);
    }
    KeyValue now = found.getFirst();
    if (now.getValue().equals(entry)) {
      // With another lease it is of an earlier one of our own, which has not run out yet.
      return now.getLease() == id || put(key, entry, now.getModRevision())
          ? new Renewal.Held(lease)
          : changing(self);
    }
    Member other = Entry.read(self.name(), now.getValue().toString(UTF_8));
    return new Renewal.Taken(
        other == null ? new Member(self.name(), 0, "an unknown address") : other, lease);
  }

  private static Renewal changing(Member self) {
    throw new RegistryException("the key of " + self.name() + " is changing hands", null);
  }

  /** Keeps the lease, or gets one. Returns how long it is. */
  private Duration keepAlive() {
    if (id != 0) {
      LeaseKeepAliveResponse kept = orNull(client.getLeaseClient().keepAliveOnce(id));
      if (kept != null && kept.getTTL() > 0) {
        return Duration.ofSeconds(kept.getTTL());
      }
      id = 0;
    }
    LeaseGrantResponse granted = await(client.getLeaseClient().grant(seconds));
    id = granted.getID();
    return Duration.ofSeconds(granted.getTTL());
  }

  /** What is kept; {@code null}: etcd does not know it any more. */
  private @Nullable LeaseKeepAliveResponse orNull(CompletableFuture<LeaseKeepAliveResponse> kept) {
    try {
      return await(kept);
    } catch (RegistryException e) {
      if (e.getCause() instanceof EtcdException etcd
          && etcd.getErrorCode() == ErrorCode.NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  /** Puts the key if it is as it was at that revision; 0: was not there. */
  private boolean put(ByteSequence key, ByteSequence entry, long revision) {
    TxnResponse response =
        await(
            client
                .getKVClient()
                .txn()
                .If(new Cmp(key, Cmp.Op.EQUAL, CmpTarget.modRevision(revision)))
                .Then(Op.put(key, entry, PutOption.builder().withLeaseId(id).build()))
                .commit());
    return response.isSucceeded();
  }

  @Override
  public List<Member> members() {
    var members = new ArrayList<Member>();
    for (KeyValue found :
        await(client.getKVClient().get(bytes(prefix), GetOption.builder().isPrefix(true).build()))
            .getKvs()) {
      String server = found.getKey().toString(UTF_8).substring(prefix.length());
      Member member = Entry.read(server, found.getValue().toString(UTF_8));
      if (member != null) {
        members.add(member);
      }
    }
    members.sort((one, other) -> one.name().compareTo(other.name()));
    return members;
  }

  @Override
  public void leave(Member self) {
    if (id != 0) {
      // Takes the key with it.
      await(client.getLeaseClient().revoke(id));
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    client.close();
  }

  private <T> T await(CompletableFuture<T> answer) {
    return (reached ? later : first).await(answer);
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, UTF_8);
  }
}
