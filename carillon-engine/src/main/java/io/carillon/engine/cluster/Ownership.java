package io.carillon.engine.cluster;

import io.carillon.engine.loop.Loop;
import io.carillon.engine.loop.Loops;
import io.carillon.engine.loop.Part;
import io.carillon.engine.partition.PartitionHost;
import io.carillon.store.PartitionStore;
import io.carillon.store.PartitionStore.Hold;
import io.carillon.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns what this server should own: claims what is free or whose owner is gone, hands over what is
 * another's by now, and drops all when the server is not a member any more. The registry says who
 * is alive, the database who owns; no server tells another what to do.
 *
 * <p>Looks whenever something changed that it is told of ({@link #wake}), and once in a while, so
 * that nothing depends on being told.
 */
public final class Ownership implements Part {

  private static final Logger log = LoggerFactory.getLogger(Ownership.class);

  private static final Duration STORE_PAUSE = Duration.ofMillis(200);

  /** A partition that failed on its own account is not claimed again at once. */
  private static final Duration FAILURE_PAUSE = Duration.ofSeconds(1);

  /** Begins to serve a partition that was claimed. */
  public interface Serving {
    PartitionHost serve(PartitionStore.Ownership ownership);
  }

  private final String name;
  private final long incarnation;
  private final PartitionStore store;
  private final Membership membership;
  private final Peers peers;
  private final Serving serving;
  private final Duration period;
  private final Loop loop;

  private final Map<Integer, PartitionHost> hosts = new ConcurrentHashMap<>();
  private final Map<Integer, Instant> claimedAt = new ConcurrentHashMap<>();
  private final Set<Long> leavers = ConcurrentHashMap.newKeySet();
  private volatile List<Hold> holds = List.of();
  private volatile List<@Nullable String> targets = List.of();
  private final CompletableFuture<Void> settledOnce = new CompletableFuture<>();
  private volatile boolean leaving;
  private volatile boolean closed;

  // Owned by the loop.
  private final Map<Integer, Instant> notBefore = new HashMap<>();
  private final Set<Integer> givenUp = new HashSet<>();

  /**
   * @param name of this server
   * @param incarnation of this server
   * @param period how often to look without being told
   */
  public Ownership(
      String name,
      long incarnation,
      PartitionStore store,
      Membership membership,
      Peers peers,
      Serving serving,
      Duration period,
      Loops loops) {
    this.name = name;
    this.incarnation = incarnation;
    this.store = store;
    this.membership = membership;
    this.peers = peers;
    this.serving = serving;
    this.period = period;
    this.loop = loops.start("ownership", this);
  }

  // ---- asked by any thread ----

  /** Members or partitions may have changed. */
  public void wake() {
    loop.wake();
  }

  /** What serves the partition here; {@code null}: nothing does. */
  public @Nullable PartitionHost host(int partition) {
    return hosts.get(partition);
  }

  /** Whether this server is a member of the cluster. */
  public boolean joined() {
    return membership.view().joined();
  }

  /**
   * Another server, that owns the partition as last seen; {@code null}: none that is alive does.
   */
  public @Nullable Member owner(int partition) {
    List<Hold> seen = holds;
    String owner = partition < seen.size() ? seen.get(partition).owner() : null;
    return owner == null || owner.equals(name) ? null : membership.view().member(owner);
  }

  /** Whether every partition that should be served here is. */
  public boolean settled() {
    List<@Nullable String> wanted = targets;
    for (int i = 0; i < wanted.size(); i++) {
      PartitionHost host = hosts.get(i);
      if (name.equals(wanted.get(i)) && (host == null || !host.serving())) {
        return false;
      }
    }
    return membership.view().joined() && !wanted.isEmpty();
  }

  /** Completes when every partition that should be served here is, for the first time. */
  public CompletableFuture<Void> settledOnce() {
    return settledOnce.copy();
  }

  /** Another server is about to end: it should get no partitions any more. */
  public void leaves(long incarnation) {
    leavers.add(incarnation);
    loop.wake();
  }

  /** The cluster as seen from here. */
  public ClusterView view(Instant now) {
    Membership.View view = membership.view();
    List<Hold> seen = holds;
    List<@Nullable String> wanted = targets;
    List<ClusterView.PartitionView> partitions = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      Hold hold = seen.get(i);
      partitions.add(
          new ClusterView.PartitionView(
              i,
              hold.owner(),
              hold.epoch(),
              i < wanted.size() ? wanted.get(i) : null,
              served(i, now)));
    }
    return new ClusterView(name, view.joined(), view.members(), partitions);
  }

  private ClusterView.@Nullable Served served(int partition, Instant now) {
    PartitionHost host = hosts.get(partition);
    if (host == null || !host.serving()) {
      return null;
    }
    Instant committing = host.committingSince();
    long lag = committing.isBefore(now) ? Duration.between(committing, now).toMillis() : 0;
    return new ClusterView.Served(
        claimedAt.getOrDefault(partition, now), host.waiting(), host.runs(), lag);
  }

  // ---- the end ----

  /** Hands everything over, and owns nothing from now on. */
  public void leave() {
    leaving = true;
    loop.wake();
  }

  /** What is served here. */
  public List<PartitionHost> hosts() {
    return List.copyOf(hosts.values());
  }

  /** Ends at once; what is still served is abandoned. */
  public void close() {
    closed = true;
    loop.wake();
  }

  // ---- the loop ----

  @Override
  public @Nullable Instant step(Instant now) {
    reap(now);
    if (closed) {
      hosts.values().forEach(PartitionHost::abandon);
      return hosts.isEmpty() ? null : Instant.MAX;
    }
    Membership.View view = membership.view();
    if (!view.joined()) {
      // Not for each wake until the last of them has ended.
      if (!givenUp.containsAll(hosts.keySet())) {
        log.warn("Not a member of the cluster any more: giving up all partitions");
      }
      givenUp.addAll(hosts.keySet());
      hosts.values().forEach(PartitionHost::abandon);
      return Instant.MAX;
    }
    try {
      return settle(view, now);
    } catch (StoreException e) {
      log.warn("Cannot see who owns what: {}", e.getMessage());
      return now.plus(STORE_PAUSE);
    }
  }

  private void reap(Instant now) {
    boolean some = false;
    for (PartitionHost host : List.copyOf(hosts.values())) {
      if (host.ended()) {
        some = true;
        hosts.remove(host.id());
        claimedAt.remove(host.id());
        if (!givenUp.remove(host.id())) {
          notBefore.put(host.id(), now.plus(FAILURE_PAUSE));
        }
      }
    }
    if (some) {
      nudge();
    }
  }

  private void nudge() {
    for (Member member : membership.view().members()) {
      if (!member.name().equals(name)) {
        var unused = peers.nudge(member, leaving);
      }
    }
  }

  private Instant settle(Membership.View view, Instant now) {
    List<Hold> seen = store.holds();
    List<String> staying = new ArrayList<>();
    for (Member member : view.members()) {
      boolean self = member.incarnation() == incarnation;
      if (!(self ? leaving : leavers.contains(member.incarnation()))) {
        staying.add(member.name());
      }
    }
    leavers.retainAll(view.members().stream().map(Member::incarnation).toList());
    List<@Nullable String> wanted = Assignment.of(staying, seen);
    List<Hold> after = new ArrayList<>(seen);
    boolean moved = false;
    Instant next = now.plus(period);
    for (Hold hold : seen) {
      boolean mine = name.equals(wanted.get(hold.partition()));
      PartitionHost served = hosts.get(hold.partition());
      if (served != null) {
        check(served, hold, mine);
      } else if (mine && isFree(hold, view)) {
        Instant allowed = notBefore.getOrDefault(hold.partition(), Instant.MIN);
        if (allowed.isAfter(now)) {
          next = allowed.isBefore(next) ? allowed : next;
        } else {
          PartitionStore.Ownership won = store.claim(hold.partition(), hold.epoch(), name);
          if (won == null) {
            next = now;
          } else {
            moved = true;
            after.set(hold.partition(), new Hold(won.partition(), won.epoch(), name));
            claimedAt.put(won.partition(), now);
            PartitionHost host = serving.serve(won);
            hosts.put(won.partition(), host);
            var unused = host.onServing(this::wake);
            var unusedToo = host.onEnd(this::wake);
          }
        }
      } else if (!mine && name.equals(hold.owner())) {
        // Left from an earlier life that nobody noticed the end of: to others it looks as if it
        // were served here.
        store.release(hold.partition(), hold.epoch());
        after.set(hold.partition(), new Hold(hold.partition(), hold.epoch(), null));
        moved = true;
      }
    }
    holds = List.copyOf(after);
    targets = Collections.unmodifiableList(wanted);
    if (settled()) {
      settledOnce.complete(null);
    }
    if (moved) {
      nudge();
    }
    return next;
  }

  /** Nobody who is alive has it; a name of ours without a host is left from an earlier life. */
  private boolean isFree(Hold hold, Membership.View view) {
    return hold.owner() == null || hold.owner().equals(name) || view.member(hold.owner()) == null;
  }

  private void check(PartitionHost host, Hold hold, boolean mine) {
    if (hold.epoch() != host.epoch()) {
      givenUp.add(host.id());
      host.abandon();
    } else if (!mine && givenUp.add(host.id())) {
      host.handOver();
    }
  }
}
