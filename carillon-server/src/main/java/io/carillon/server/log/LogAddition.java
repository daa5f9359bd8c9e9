package io.carillon.server.log;

import io.carillon.engine.log.LogStore.Position;
import io.carillon.store.LogTable;
import io.carillon.store.LogTable.Chunk;
import io.carillon.store.LogTable.Standing;
import io.carillon.store.LogTable.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a part of a log that came means for what is kept of the log.
 *
 * @param chunks to be added; none: nothing of it is new
 * @param after where the log then stands
 * @param position to be acknowledged
 */
record LogAddition(List<Chunk> chunks, Standing after, Position position) {

  /**
   * Reckons; {@code data} begins at {@code offset}, {@code end} says that it is the last of the
   * log.
   *
   * @param limit of bytes that are kept; the note on the cut comes on top
   */
  static LogAddition to(Standing before, long limit, long offset, byte[] data, boolean end) {
    long length = before.length();
    long last = offset + data.length;
    if (before.state().ended()) {
      return new LogAddition(List.of(), before, new Position(length, true));
    }
    if (before.state().cut()) {
      // Whatever comes is taken and dropped, even if nobody knows how much was dropped before.
      long taken = Math.max(last, Math.min(limit, length));
      return end(before, end, State.CUT_AND_ENDED, taken);
    }
    if (offset > length || last <= length) {
      return end(before, end && last <= length, State.ENDED, length);
    }
    byte[] fresh = Arrays.copyOfRange(data, (int) (length - offset), data.length);
    return length + fresh.length > limit
        ? cut(length, limit, fresh, end, Math.max(last, limit))
        : grow(length, fresh, end ? State.ENDED : State.GROWING);
  }

  /** Adds no bytes. That a log ended which has none is not worth a row. */
  private static LogAddition end(Standing before, boolean end, State ended, long taken) {
    if (!end) {
      return new LogAddition(List.of(), before, new Position(taken, false));
    }
    long length = before.length();
    List<Chunk> chunks = length == 0 ? List.of() : List.of(new Chunk(length, new byte[0], ended));
    return new LogAddition(chunks, new Standing(length, ended), new Position(taken, true));
  }

  private static LogAddition grow(long length, byte[] fresh, State state) {
    long after = length + fresh.length;
    return new LogAddition(
        pieces(length, fresh, state),
        new Standing(after, state),
        new Position(after, state.ended()));
  }

  private static LogAddition cut(long length, long limit, byte[] fresh, boolean end, long taken) {
    byte[] kept = Arrays.copyOf(fresh, (int) Math.max(0, limit - length));
    List<Chunk> chunks = pieces(length, kept, State.GROWING);
    byte[] note = LogText.cutAt(limit);
    State state = end ? State.CUT_AND_ENDED : State.CUT;
    long begins = length + kept.length;
    chunks.add(new Chunk(begins, note, state));
    return new LogAddition(
        chunks, new Standing(begins + note.length, state), new Position(taken, end));
  }

  private static List<Chunk> pieces(long begins, byte[] data, State last) {
    List<Chunk> chunks = new ArrayList<>();
    for (int from = 0; from < data.length; from += LogTable.MAX_CHUNK) {
      int to = Math.min(from + LogTable.MAX_CHUNK, data.length);
      State state = to == data.length ? last : State.GROWING;
      chunks.add(new Chunk(begins + from, Arrays.copyOfRange(data, from, to), state));
    }
    return chunks;
  }
}
