package io.carillon.store;

import io.carillon.kernel.AttemptId;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Logs of attempts in the database, where every server finds them: chunks that follow each other
 * without a gap, and are never changed.
 *
 * <p>A server that adds asks for the {@link #standing}, and adds a chunk that begins at its end. If
 * another server was faster, a chunk that begins there exists: then nothing is added, and the
 * standing is to be asked for again. So two servers may add to the same log and need no lock.
 *
 * <p>All methods block, and throw {@link StoreException} when the database does not answer.
 */
public interface LogTable {

  /** The most bytes of one chunk: bounds what reading a small piece costs. */
  int MAX_CHUNK = 64 << 10;

  /** Where the log stands: empty and growing if there is none. */
  Standing standing(AttemptId attempt);

  /**
   * Adds chunks, the first of which begins at the end of the log, in their order. Each is durable
   * for itself: of those before the first that could not be added, all are.
   *
   * @return false: somebody else has added one that begins where one of these does
   */
  boolean add(AttemptId attempt, List<Chunk> chunks);

  /** Reads {@code limit} bytes from {@code offset}; fewer or none at the end. */
  byte[] read(AttemptId attempt, long offset, int limit);

  /** Of these logs, those that have a chunk that begins where the length says. */
  Set<AttemptId> grown(Collection<Length> lengths);

  /** What can still come of a log. */
  enum State {
    GROWING(0),
    /** No more will come. */
    ENDED(1),
    /** It was too long: what comes is dropped. */
    CUT(2),
    /** Cut, and no more will come. */
    CUT_AND_ENDED(3);

    private final int code;

    State(int code) {
      this.code = code;
    }

    /** As in the database. */
    int code() {
      return code;
    }

    static State ofCode(int code) {
      for (State state : values()) {
        if (state.code == code) {
          return state;
        }
      }
      throw new IllegalStateException("Expected the state of a log, but found " + code);
    }

    public boolean ended() {
      return this == ENDED || this == CUT_AND_ENDED;
    }

    public boolean cut() {
      return this == CUT || this == CUT_AND_ENDED;
    }
  }

  /**
   * Where a log stands.
   *
   * @param length in bytes
   */
  record Standing(long length, State state) {}

  /**
   * A part of a log.
   *
   * @param begins offset of the first byte
   * @param data at most {@link #MAX_CHUNK} bytes; empty if it only says that the log has ended
   * @param state of the log with this chunk
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record Chunk(long begins, byte[] data, State state) {}

  /** A log and the length that somebody knows. */
  record Length(AttemptId attempt, long length) {}
}
