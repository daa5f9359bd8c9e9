package io.carillon.cluster;

import io.carillon.cluster.Registry.Renewal;
import io.carillon.cluster.Standing.Rival;
import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.Membership;
import io.carillon.engine.cluster.NameTakenException;
import io.carillon.engine.cluster.RegistryException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Membership in a registry. Three threads: one renews the server's entry, one looks for the others,
 * both by calls that block; the third never blocks and tells that the view has changed, be it
 * because an answer came or because none did and the lease has run out. {@link Standing} reckons.
 */
final class LeasedMembership implements Membership {

  private static final Logger log = LoggerFactory.getLogger(LeasedMembership.class);

  /** How long a registry may take to be reached at first: connecting takes longer than a call. */
  private static final Duration FIRST_CONTACT = Duration.ofSeconds(10);

  /** Something wakes the watching thread long before. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Registry registry;
  private final Duration lease;
  private final Duration heartbeat;
  private final Steady steady;
  private final AtomicReference<@Nullable Joining> joining = new AtomicReference<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Released whenever something may have come out about joining. */
  private final Semaphore news = new Semaphore(0);

  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final Rhythm renewing;
  private final Rhythm looking;
  private final Rhythm watching;

  /** Last that was told. Touched by one thread at a time. */
  private View told = new View(false, List.of());

  /** What a server joins with. */
  private record Joining(Member self, Runnable changed, Standing standing) {}

  LeasedMembership(Registry registry, Duration lease, Duration heartbeat, Steady steady) {
    this.registry = registry;
    this.lease = lease;
    this.heartbeat = heartbeat;
    this.steady = steady;
    this.renewing = new Rhythm("carillon-registry-renew", heartbeat, this::renew);
    this.looking = new Rhythm("carillon-registry-look", heartbeat, this::look);
    this.watching = new Rhythm("carillon-registry-watch", heartbeat, this::watch);
  }

  @Override
  public void join(Member self, Runnable changed) {
    var standing = new Standing(self, heartbeat);
    if (closed.get() || !joining.compareAndSet(null, new Joining(self, changed, standing))) {
      throw new IllegalStateException("Expected to join once, and not after the end");
    }
    Duration began = steady.now();
    try {
      registry.open(this::lookAround);
      renewing.start();
      looking.start();
      watching.start();
      awaitJoined(standing, began);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new RegistryException("Expected to join, but was interrupted", e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void awaitJoined(Standing standing, Duration began) throws InterruptedException {
    while (!view().joined()) {
      if (closed.get()) {
        throw new RegistryException("Expected to join, but was closed meanwhile", null);
      }
      Duration now = steady.now();
      Rival rival = standing.rival();
      if (rival == null) {
        if (now.minus(began).compareTo(max(FIRST_CONTACT, lease.multipliedBy(2))) >= 0) {
          throw unreachable();
        }
      } else if (now.minus(rival.since()).compareTo(rival.lease().multipliedBy(2)) >= 0) {
        throw new NameTakenException(
            "Expected a name of its own for this server, but another one that is alive, at "
                + rival.member().address()
                + ", has the name "
                + rival.member().name());
      }
      news.tryAcquire(heartbeat.toNanos(), TimeUnit.NANOSECONDS);
      news.drainPermits();
    }
  }

  private RegistryException unreachable() {
    RuntimeException cause = failure.get();
    return new RegistryException(
        "Expected to join the cluster at "
            + registry.name()
            + ", but "
            + (cause == null ? "it does not answer" : reason(cause)),
        cause);
  }

  @Override
  public View view() {
    Joining joined = joining.get();
    return joined == null ? new View(false, List.of()) : joined.standing.view(steady.now());
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Joining joined = joining.get();
    if (joined != null) {
      joined.standing.leave();
      renewing.end();
      looking.end();
      watching.end();
      boolean still = renewing.awaitEnd(lease);
      still &= looking.awaitEnd(lease);
      still &= watching.awaitEnd(lease);
      tell(joined);
      // A renewal that is under way would bring the entry back: then it must run out by itself.
      if (still) {
        awaitLeft(joined.self);
      }
    }
    registry.close();
  }

  /** As a registry that does not answer must not keep the process from ending. */
  private void awaitLeft(Member self) {
    try {
      Thread.ofVirtual().start(() -> leave(self)).join(lease);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void leave(Member self) {
    try {
      registry.leave(self);
    } catch (RuntimeException e) {
      log.warn(
          "Left the cluster without telling {}, others will know in {}: {}",
          registry.name(),
          lease,
          reason(e));
    }
  }

  private void lookAround() {
    renewing.wake();
    looking.wake();
  }

  private Duration renew() {
    Joining joined = joined();
    Duration start = steady.now();
    try {
      Renewal renewal = registry.renew(joined.self);
      joined.standing.renewed(start, steady.now(), renewal);
      failure.set(null);
    } catch (RuntimeException e) {
      failed("renewed the entry of this server", e);
    }
    tellSoon();
    return rest(start);
  }

  private Duration look() {
    Joining joined = joined();
    Duration start = steady.now();
    try {
      joined.standing.saw(registry.members());
      tellSoon();
    } catch (RuntimeException e) {
      failed("looked for the others", e);
    }
    return rest(start);
  }

  /**
   * The first of a series of failures is worth a line; what comes of them has a line of its own.
   */
  private void failed(String what, RuntimeException e) {
    if (closed.get()) {
      return;
    }
    if (failure.getAndSet(e) == null) {
      log.warn("Expected to have {} in {}, but {}", what, registry.name(), reason(e));
    }
    log.debug("Not {}", what, e);
  }

  private Duration rest(Duration start) {
    return max(Duration.ZERO, start.plus(heartbeat).minus(steady.now()));
  }

  private void tellSoon() {
    watching.wake();
    news.release();
  }

  private Duration watch() {
    Joining joined = joined();
    tell(joined);
    Duration remaining = joined.standing.remaining(steady.now());
    return remaining == null ? LONG : remaining;
  }

  private void tell(Joining joined) {
    View view = view();
    if (view.equals(told)) {
      return;
    }
    if (view.joined() != told.joined()) {
      tellOfJoining(joined, view);
    }
    told = view;
    joined.changed.run();
  }

  private void tellOfJoining(Joining joined, View view) {
    if (view.joined()) {
      log.info("{} is a member of the cluster at {}", joined.self.name(), registry.name());
    } else if (!closed.get()) {
      Rival rival = joined.standing.rival();
      RuntimeException cause = failure.get();
      String why = "no renewal was answered within the lease";
      if (rival != null) {
        why = "the server at " + rival.member().address() + " has taken its name";
      } else if (cause != null) {
        why = reason(cause);
      }
      log.warn(
          "{} is no member of the cluster at {} any more, and tries to join again: {}",
          joined.self.name(),
          registry.name(),
          why);
    }
  }

  private Joining joined() {
    return Objects.requireNonNull(joining.get(), "joining");
  }

  private static String reason(RuntimeException e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message;
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
