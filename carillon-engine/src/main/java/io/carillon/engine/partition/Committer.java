package io.carillon.engine.partition;

import io.carillon.store.PartitionStore;
import io.carillon.store.PartitionStore.Outcome;
import io.carillon.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: one loop that commits, in one transaction, the batches of all partitions that wait.
 * While the database does not answer, it tries again with the same batches; their numbers tell the
 * store whether a commit whose answer was lost took effect.
 */
public final class Committer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Committer.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** A batch to be committed, and who is told of it. */
  record Commit(PartitionStore.Batch batch, PartitionHost host) {}

  private final PartitionStore store;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private List<Commit> waiting = new ArrayList<>();
  private boolean closed;
  private volatile boolean answering = true;

  public Committer(PartitionStore store) {
    this.store = store;
    this.thread = Thread.ofPlatform().name("committer").start(this::loop);
  }

  /** False while the database does not answer. */
  public boolean answering() {
    return answering;
  }

  /** Enqueues a batch; each host has at most one here. The host is told by {@code committed}. */
  void submit(Commit commit) {
    lock.lock();
    try {
      waiting.add(commit);
      arrived.signal();
      if (!answering) {
        commit.host().databaseAway();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Those who wait for a commit are not kept waiting for as long as the database is away. */
  private void away(List<Commit> commits) {
    lock.lock();
    try {
      answering = false;
      commits.forEach(commit -> commit.host().databaseAway());
      waiting.forEach(commit -> commit.host().databaseAway());
    } finally {
      lock.unlock();
    }
  }

  private void loop() {
    for (List<Commit> commits = next(); commits != null; commits = next()) {
      commit(commits);
    }
  }

  private @Nullable List<Commit> next() {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        if (closed) {
          return null;
        }
        arrived.awaitUninterruptibly();
      }
      List<Commit> commits = waiting;
      waiting = new ArrayList<>();
      return commits;
    } finally {
      lock.unlock();
    }
  }

  private void commit(List<Commit> commits) {
    try {
      List<Outcome> outcomes = durably(commits);
      for (int i = 0; i < commits.size(); i++) {
        commits.get(i).host().committed(outcomes.get(i));
      }
    } catch (StoreException e) {
      commits.forEach(commit -> commit.host().commitFailed(e));
    } catch (RuntimeException e) {
      if (commits.size() == 1) {
        log.error("Batch of partition {} refused", commits.getFirst().batch().partition(), e);
        commits.getFirst().host().commitFailed(e);
      } else {
        // One of them is at fault: the others must not suffer.
        commits.forEach(commit -> commit(List.of(commit)));
      }
    }
  }

  private List<Outcome> durably(List<Commit> commits) {
    List<PartitionStore.Batch> batches = commits.stream().map(Commit::batch).toList();
    for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
      try {
        List<Outcome> outcomes = store.commit(batches);
        if (!answering) {
          log.info("The database answers again");
          answering = true;
        }
        return outcomes;
      } catch (StoreException e) {
        if (closed()) {
          throw e;
        }
        if (answering) {
          log.warn("The database does not answer, trying again: {}", e.getMessage());
          away(commits);
        }
        pause(pause);
      }
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void pause(Duration pause) {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (!closed && left > 0) {
        left = arrived.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Commits what waits, then ends. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
