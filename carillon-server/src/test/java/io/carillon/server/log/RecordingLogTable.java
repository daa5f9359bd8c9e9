package io.carillon.server.log;

import io.carillon.kernel.AttemptId;
import io.carillon.store.LogTable;
import io.carillon.store.StoreException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A log table that counts what it is asked, and can lose an answer. */
final class RecordingLogTable implements LogTable {

  final AtomicInteger standings = new AtomicInteger();
  final AtomicInteger adds = new AtomicInteger();
  final AtomicInteger looks = new AtomicInteger();
  private final LogTable table;
  private boolean losesNext;

  RecordingLogTable(LogTable table) {
    this.table = table;
  }

  /** The next chunks are added, and whoever adds them hears that the database does not answer. */
  void loseNextAnswer() {
    losesNext = true;
  }

  @Override
  public Standing standing(AttemptId attempt) {
    standings.incrementAndGet();
    return table.standing(attempt);
  }

  @Override
  public boolean add(AttemptId attempt, List<Chunk> chunks) {
    adds.incrementAndGet();
    boolean added = table.add(attempt, chunks);
    if (losesNext) {
      losesNext = false;
      throw new StoreException("The answer is lost", new SQLException());
    }
    return added;
  }

  @Override
  public byte[] read(AttemptId attempt, long offset, int limit) {
    return table.read(attempt, offset, limit);
  }

  @Override
  public Set<AttemptId> grown(Collection<Length> lengths) {
    looks.incrementAndGet();
    return table.grown(lengths);
  }
}
