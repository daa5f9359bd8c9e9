package io.carillon.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The parameters of a statement, set in the order in which they stand in its text. */
final class Parameters {

  /** Sets the parameters of one row or query. */
  interface Of<R> {
    void set(Parameters parameters, R row) throws SQLException;
  }

  private final PreparedStatement statement;
  private int last;

  Parameters(PreparedStatement statement) {
    this.statement = statement;
  }

  void restart() {
    last = 0;
  }

  Parameters add(long value) throws SQLException {
    statement.setLong(++last, value);
    return this;
  }

  Parameters add(int value) throws SQLException {
    statement.setInt(++last, value);
    return this;
  }

  Parameters add(@Nullable Long value) throws SQLException {
    // Null has the type of its column: else PostgreSQL would prepare the statement again.
    if (value == null) {
      statement.setNull(++last, Types.BIGINT);
    } else {
      statement.setLong(++last, value);
    }
    return this;
  }

  Parameters add(@Nullable String value) throws SQLException {
    if (value == null) {
      statement.setNull(++last, Types.VARCHAR);
    } else {
      statement.setString(++last, value);
    }
    return this;
  }

  Parameters add(byte[] value) throws SQLException {
    statement.setBytes(++last, value);
    return this;
  }

  Parameters add(@Nullable Instant value) throws SQLException {
    if (value == null) {
      statement.setNull(++last, Types.BIGINT);
    } else {
      statement.setLong(++last, value.toEpochMilli());
    }
    return this;
  }
}
