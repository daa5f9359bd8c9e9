package io.carillon.engine.cluster;

import io.carillon.engine.loop.Loop;
import io.carillon.engine.loop.Loops;
import io.carillon.engine.loop.Part;
import io.carillon.engine.partition.Followers;
import io.carillon.engine.partition.RunChange;
import io.carillon.kernel.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets this server's users follow runs wherever they are served. Of a run that is served here every
 * change is told; of another, that there are changes ({@link RunChange.Unseen}).
 */
public final class Following implements Part {

  /** How soon it is noticed that a run has moved, while somebody follows it. */
  private static final Duration PERIOD = Duration.ofMillis(250);

  private final Followers followers;
  private final Ownership ownership;
  private final Peers peers;
  private final Set<Follower> all = ConcurrentHashMap.newKeySet();
  private final Loop loop;
  private volatile boolean closed;

  public Following(Followers followers, Ownership ownership, Peers peers, Loops loops) {
    this.followers = followers;
    this.ownership = ownership;
    this.peers = peers;
    this.loop = loops.start("following", this);
  }

  /** Somebody who follows a run. */
  private final class Follower {
    final long runId;
    final Consumer<RunChange> listener;
    volatile boolean stopped;

    // Owned by the loop, but for the broken call.
    @Nullable Member followed;
    @Nullable Runnable call;
    volatile boolean broken;

    Follower(long runId, Consumer<RunChange> listener) {
      this.runId = runId;
      this.listener = listener;
    }

    void look() {
      if (!stopped) {
        listener.accept(new RunChange.Unseen(runId));
      }
    }

    /** Follows the run where it is served now. */
    void settle() {
      boolean here = ownership.host(Ids.partition(runId)) != null;
      Member owner = here || stopped ? null : ownership.owner(Ids.partition(runId));
      if (broken || (followed != null && !followed.equals(owner))) {
        leave();
        look();
      }
      if (owner != null && followed == null) {
        followed = owner;
        broken = false;
        call = peers.follow(owner, runId, this::look, () -> broken = true);
      }
    }

    private void leave() {
      Runnable open = call;
      call = null;
      followed = null;
      broken = false;
      if (open != null) {
        open.run();
      }
    }
  }

  /**
   * Calls {@code listener} with each committed change of the run until the subscription is ended.
   * The listener must be quick.
   *
   * @return ends the subscription
   */
  public Runnable follow(long runId, Consumer<RunChange> listener) {
    Follower follower = new Follower(runId, listener);
    followers.add(runId, listener);
    all.add(follower);
    loop.wake();
    return () -> {
      followers.remove(runId, listener);
      follower.stopped = true;
      loop.wake();
    };
  }

  @Override
  public @Nullable Instant step(Instant now) {
    for (Follower follower : List.copyOf(all)) {
      follower.stopped |= closed;
      follower.settle();
      if (follower.stopped) {
        follower.leave();
        all.remove(follower);
      }
    }
    if (closed) {
      return null;
    }
    return all.isEmpty() ? Instant.MAX : now.plus(PERIOD);
  }

  public void close() {
    closed = true;
    loop.wake();
  }
}
