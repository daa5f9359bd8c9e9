package io.carillon.server.log;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.carillon.engine.log.LogStore;
import io.carillon.kernel.AttemptId;
import io.carillon.store.LogTable;
import io.carillon.store.LogTable.Standing;
import io.carillon.store.LogTable.State;
import io.carillon.store.StoreException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Logs in the database: for a cluster, where any server takes and shows any log, and a worker may
 * go on at another server at any time.
 *
 * <p>A server remembers where the logs stand that it took parts of. What it remembers may be out of
 * date when another server went on: adding then fails, as a chunk that begins there exists, and the
 * database is asked. So nothing is doubled, nothing is left out, and a log that stays with one
 * server costs one statement for each part.
 *
 * <p><b>Durable</b> means committed. The log of an attempt that wrote nothing has no row; that it
 * ended is known to this server for a while, and to everybody else by the attempt being over.
 *
 * <p>A log is cut with a note at its <b>limit</b>: what comes after it is acknowledged and dropped.
 */
public final class DatabaseLogStore implements LogStore, AutoCloseable {

  /** Logs whose standing is remembered: some 100 bytes each. */
  private static final int REMEMBERED = 10_000;

  /** More servers than this do not take the same log at the same time. */
  private static final int TRIES = 5;

  private static final Standing NOTHING = new Standing(0, State.GROWING);

  private final LogTable table;
  private final long limit;
  private final LogListeners listeners = new LogListeners();
  private final FollowedLogs followed;
  private final Cache<AttemptId, Standing> remembered =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  /**
   * @param limit of bytes for each attempt; the note on the cut comes on top
   */
  public DatabaseLogStore(LogTable table, long limit) {
    this.table = table;
    this.limit = limit;
    this.followed = new FollowedLogs(table, listeners);
  }

  /**
   * @throws IOException if the database does not answer; what came may have been kept all the same
   */
  @Override
  public Position append(AttemptId attempt, long offset, byte[] data, boolean end)
      throws IOException {
    Position position;
    try {
      position = add(attempt, offset, data, end);
    } catch (StoreException e) {
      throw new IOException("Expected to keep a part of a log, but: " + e.getMessage(), e);
    }
    listeners.tell(attempt);
    return position;
  }

  private Position add(AttemptId attempt, long offset, byte[] data, boolean end)
      throws IOException {
    Standing before = guess(attempt, offset, data.length > 0 || end);
    if (before == null) {
      before = table.standing(attempt);
    }
    for (int i = 0; i < TRIES; i++) {
      LogAddition addition = LogAddition.to(before, limit, offset, data, end);
      if (addition.chunks().isEmpty() || table.add(attempt, addition.chunks())) {
        remembered.put(attempt, addition.after());
        return addition.position();
      }
      before = table.standing(attempt);
    }
    throw new IOException(
        "Expected one server to take the log of %s, but several do".formatted(attempt));
  }

  /**
   * Where the log most likely stands; {@code null}: to be looked up. A guess can only be too low:
   * so a part that begins beyond it does not count as a gap, and a new log is taken for empty.
   */
  private @Nullable Standing guess(AttemptId attempt, long offset, boolean news) {
    Standing known = remembered.getIfPresent(attempt);
    if (known == null) {
      return news && offset == 0 ? NOTHING : null;
    }
    return offset <= known.length() || known.state() != State.GROWING ? known : null;
  }

  @Override
  public Position position(AttemptId attempt) {
    Standing standing = table.standing(attempt);
    if (standing.length() == 0) {
      Standing known = remembered.getIfPresent(attempt);
      standing = known != null && known.length() == 0 ? known : standing;
    }
    return new Position(standing.length(), standing.state().ended());
  }

  @Override
  public byte[] read(AttemptId attempt, long offset, int most) {
    return table.read(attempt, offset, most);
  }

  @Override
  public Subscription listen(AttemptId attempt, Runnable listener) {
    Subscription subscription = listeners.add(attempt, listener);
    followed.watch();
    return subscription;
  }

  @Override
  public void close() {
    followed.close();
  }
}
