package io.carillon.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection in use by one thread. It keeps the statements that it prepared until it is closed.
 */
final class Session implements AutoCloseable {

  /** Parameters of an IN list; longer ones are asked for in parts. */
  private static final int MAX_IN_LIST = 512;

  private final Connection connection;
  private final Dialect dialect;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Session(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  Connection connection() {
    return connection;
  }

  <T> List<T> query(String sql, Setting parameters, Row.To<T> mapping) throws SQLException {
    PreparedStatement statement = prepare(sql);
    parameters.set(new Parameters(statement));
    try (ResultSet result = statement.executeQuery()) {
      var row = new Row(result);
      var rows = new ArrayList<T>();
      while (row.next()) {
        rows.add(mapping.read(row));
      }
      return rows;
    }
  }

  <T> @Nullable T one(String sql, Setting parameters, Row.To<T> mapping) throws SQLException {
    List<T> rows = query(sql, parameters, mapping);
    return rows.isEmpty() ? null : rows.getFirst();
  }

  /**
   * Runs a query that ends in {@code IN (?)} for all values. The list is filled up to a power of
   * two, so that few statements serve every length.
   */
  <V, T> List<T> queryIn(
      String sql, Setting parameters, Collection<V> values, Parameters.Of<V> each, Row.To<T> to)
      throws SQLException {
    var rows = new ArrayList<T>();
    List<V> all = List.copyOf(values);
    for (int from = 0; from < all.size(); from += MAX_IN_LIST) {
      List<V> part = all.subList(from, Math.min(from + MAX_IN_LIST, all.size()));
      int length = part.size() == 1 ? 1 : Integer.highestOneBit(part.size() - 1) << 1;
      Setting set =
          p -> {
            parameters.set(p);
            for (int i = 0; i < length; i++) {
              each.set(p, part.get(Math.min(i, part.size() - 1)));
            }
          };
      rows.addAll(query(sql.replace("IN (?)", "IN (?" + ", ?".repeat(length - 1) + ")"), set, to));
    }
    return rows;
  }

  int update(String sql, Setting parameters) throws SQLException {
    PreparedStatement statement = prepare(sql);
    parameters.set(new Parameters(statement));
    return statement.executeUpdate();
  }

  /**
   * Adds a row.
   *
   * @return false: there is one with its key, and nothing changed
   */
  boolean insert(String sql, Setting parameters) throws SQLException {
    try {
      // Nowhere may a statement fail here that ends the transaction with it.
      return update(sql + " ON CONFLICT DO NOTHING", parameters) == 1;
    } catch (SQLException e) {
      if (dialect.taken(e)) {
        return false;
      }
      throw e;
    }
  }

  /** Runs the statement for each row, in as few round trips as the driver can. */
  <R> int[] batch(String sql, Iterable<R> rows, Parameters.Of<R> each) throws SQLException {
    PreparedStatement statement = prepare(sql);
    var parameters = new Parameters(statement);
    try {
      for (R row : rows) {
        parameters.restart();
        each.set(parameters, row);
        statement.addBatch();
      }
      return statement.executeBatch();
    } finally {
      statement.clearBatch();
    }
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(dialect.statement(sql));
      prepared.put(sql, statement);
    }
    return statement;
  }

  /** Closes the connection, and its statements with it. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** Sets the parameters of a statement. */
  interface Setting {
    Setting NONE = parameters -> {};

    void set(Parameters parameters) throws SQLException;
  }
}
