package io.carillon.engine.partition;

import io.carillon.engine.loop.Loop;
import io.carillon.engine.loop.Loops;
import io.carillon.engine.loop.Part;
import io.carillon.store.PartitionStore;
import io.carillon.store.PartitionStore.Outcome;
import io.carillon.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: commits, in one transaction, the batches of all partitions that wait. While the
 * database does not answer, it tries again with the same batches; their numbers tell the store
 * whether a commit whose answer was lost took effect.
 */
public final class Committer implements Part {

  private static final Logger log = LoggerFactory.getLogger(Committer.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** A batch to be committed, and who is told of it. */
  record Commit(PartitionStore.Batch batch, PartitionHost host) {}

  private final PartitionStore store;
  private final ReentrantLock lock = new ReentrantLock();
  private final Loop loop;
  private List<Commit> waiting = new ArrayList<>();
  private volatile boolean answering = true;
  private volatile boolean closed;

  // Owned by the loop.
  private Duration pause = FIRST_PAUSE;
  private Instant tryAgainAt = Instant.MIN;

  public Committer(PartitionStore store, Loops loops) {
    this.store = store;
    this.loop = loops.start("committer", this);
  }

  /** False while the database does not answer. */
  public boolean answering() {
    return answering;
  }

  /** Enqueues a batch; each host has at most one here. The host is told what became of it. */
  void submit(Commit commit) {
    lock.lock();
    try {
      waiting.add(commit);
    } finally {
      lock.unlock();
    }
    if (!answering) {
      commit.host().databaseAway();
    }
    loop.wake();
  }

  @Override
  public @Nullable Instant step(Instant now) {
    List<Commit> commits = take(now);
    if (!commits.isEmpty()) {
      commit(commits, now);
    } else if (!answering && !tryAgainAt.isAfter(now)) {
      probe(now);
    }
    return closed ? null : tryAgainAt.isAfter(now) ? tryAgainAt : Instant.MAX;
  }

  /** What waits, unless it is too early to try again; batches of hosts that have ended are gone. */
  private List<Commit> take(Instant now) {
    lock.lock();
    try {
      waiting.removeIf(commit -> commit.host().ended());
      if (tryAgainAt.isAfter(now)) {
        return List.of();
      }
      List<Commit> commits = waiting;
      waiting = new ArrayList<>();
      return commits;
    } finally {
      lock.unlock();
    }
  }

  private void commit(List<Commit> commits, Instant now) {
    try {
      List<Outcome> outcomes = store.commit(commits.stream().map(Commit::batch).toList());
      answered();
      for (int i = 0; i < commits.size(); i++) {
        commits.get(i).host().committed(outcomes.get(i));
      }
    } catch (StoreException e) {
      away(commits, e, now);
    } catch (RuntimeException e) {
      if (commits.size() == 1) {
        log.error("Batch of partition {} refused", commits.getFirst().batch().partition(), e);
        commits.getFirst().host().refused();
      } else {
        // One of them is at fault: the others must not suffer.
        commits.forEach(commit -> commit(List.of(commit), now));
      }
    }
  }

  /**
   * Whatever was to be tried again is of partitions that are not here any more; but somebody has to
   * find out that the database is back, for until then no command is taken.
   */
  private void probe(Instant now) {
    try {
      store.holds();
      answered();
    } catch (StoreException e) {
      away(List.of(), e, now);
    }
  }

  private void answered() {
    if (!answering) {
      log.info("The database answers again");
    }
    answering = true;
    pause = FIRST_PAUSE;
  }

  /** Those who wait for a commit are not kept waiting for as long as the database is away. */
  private void away(List<Commit> commits, StoreException cause, Instant now) {
    if (answering) {
      log.warn("The database does not answer, trying again: {}", cause.getMessage());
      answering = false;
    }
    List<Commit> all;
    lock.lock();
    try {
      waiting.addAll(commits);
      all = List.copyOf(waiting);
    } finally {
      lock.unlock();
    }
    all.forEach(commit -> commit.host().databaseAway());
    tryAgainAt = now.plus(pause);
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
  }

  /** To be called when no host is left. */
  public void close() {
    closed = true;
    loop.wake();
  }
}
