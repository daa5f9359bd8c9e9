package io.carillon.store;

import io.carillon.kernel.AttemptId;
import java.io.ByteArrayOutputStream;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@link LogTable} on the pool's connections, also for what is added: each chunk is a transaction
 * of its own, so logs do not wait for commits, nor commits for logs.
 */
final class JdbcLogTable implements LogTable {

  /** Chunks read at once: small ones must not fill the memory by their number. */
  private static final int PAGE = 256;

  /** Logs asked about in one statement. */
  private static final int MAX_UNION = 32;

  private static final String ADD =
      "INSERT INTO log_chunk (run_id, task, attempt, begins, state, data) VALUES (?, ?, ?, ?, ?,"
          + " ?)";

  private static final String OF_ATTEMPT =
      "FROM log_chunk WHERE run_id = ? AND task = ? AND attempt = ? ";

  private static final String LAST =
      "SELECT begins, length(data), state " + OF_ATTEMPT + "ORDER BY begins DESC LIMIT 1";

  private static final String HOLDING =
      "SELECT begins " + OF_ATTEMPT + "AND begins <= ? ORDER BY begins DESC LIMIT 1";

  private static final String FROM =
      "SELECT begins, data "
          + OF_ATTEMPT
          + "AND begins >= ? AND begins < ? ORDER BY begins LIMIT "
          + PAGE;

  private static final String GROWN =
      "SELECT run_id, task, attempt " + OF_ATTEMPT + "AND begins = ?";

  private final Connections connections;

  JdbcLogTable(Connections connections) {
    this.connections = connections;
  }

  @Override
  public Standing standing(AttemptId attempt) {
    Standing last =
        connections.read(
            session ->
                session.one(
                    LAST,
                    p -> set(p, attempt),
                    row -> new Standing(row.number() + row.number(), State.ofCode(row.integer()))));
    return last == null ? new Standing(0, State.GROWING) : last;
  }

  @Override
  public boolean add(AttemptId attempt, List<Chunk> chunks) {
    return connections.read(
        session -> {
          try {
            // One by one: a batch might be all or nothing, or skip the one that fails.
            for (Chunk chunk : chunks) {
              session.update(
                  ADD,
                  p ->
                      set(p, attempt)
                          .add(chunk.begins())
                          .add(chunk.state().code())
                          .add(chunk.data()));
            }
            return true;
          } catch (SQLException e) {
            if (exists(e)) {
              return false;
            }
            throw e;
          }
        });
  }

  /** Whether a row with the key exists: class 23 in standard SQL; SQLite has codes of its own. */
  private static boolean exists(SQLException e) {
    String state = e.getSQLState();
    return state == null ? (e.getErrorCode() & 0xff) == 19 : state.startsWith("23");
  }

  @Override
  public byte[] read(AttemptId attempt, long offset, int limit) {
    return connections.read(
        session -> {
          Long holding = session.one(HOLDING, p -> set(p, attempt).add(offset), Row::number);
          Piece piece = new Piece(offset, limit);
          if (holding != null) {
            long from = holding;
            while (piece.wants()) {
              long begin = from;
              List<Long> ends =
                  session.query(
                      FROM, p -> set(p, attempt).add(begin).add(offset + limit), piece::take);
              if (ends.size() < PAGE) {
                break;
              }
              from = ends.getLast();
            }
          }
          return piece.bytes.toByteArray();
        });
  }

  /** Gathers the bytes that are wanted. */
  private static final class Piece {
    private final long offset;
    private final int limit;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Piece(long offset, int limit) {
      this.offset = offset;
      this.limit = limit;
    }

    boolean wants() {
      return bytes.size() < limit;
    }

    /** Takes of the chunk what is wanted; where it ends. */
    long take(Row row) throws SQLException {
      long begins = row.number();
      if (!wants()) {
        return begins;
      }
      byte[] data = row.bytes();
      int skipped = Math.clamp(offset - begins, 0, data.length);
      bytes.write(data, skipped, Math.min(data.length - skipped, limit - bytes.size()));
      return begins + data.length;
    }
  }

  @Override
  public Set<AttemptId> grown(Collection<Length> lengths) {
    List<Length> all = List.copyOf(lengths);
    Set<AttemptId> grown = new HashSet<>();
    for (int from = 0; from < all.size(); from += MAX_UNION) {
      grown.addAll(grownOf(all.subList(from, Math.min(from + MAX_UNION, all.size()))));
    }
    return grown;
  }

  /** One look-up by key for each; filled up to a power of two, so that there are few statements. */
  private List<AttemptId> grownOf(List<Length> lengths) {
    int selects = lengths.size() == 1 ? 1 : Integer.highestOneBit(lengths.size() - 1) << 1;
    String sql = GROWN + (" UNION ALL " + GROWN).repeat(selects - 1);
    return connections.read(
        session ->
            session.query(
                sql,
                p -> {
                  for (int i = 0; i < selects; i++) {
                    Length length = lengths.get(Math.min(i, lengths.size() - 1));
                    set(p, length.attempt()).add(length.length());
                  }
                },
                row -> new AttemptId(row.number(), row.integer(), row.integer())));
  }

  private static Parameters set(Parameters parameters, AttemptId attempt) throws SQLException {
    return parameters.add(attempt.runId()).add(attempt.task()).add(attempt.attempt());
  }
}
