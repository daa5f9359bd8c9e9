package io.carillon.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The columns of a row, read in the order in which they stand in the query. */
final class Row {

  /** Makes an object of a row. */
  interface To<T> {
    T read(Row row) throws SQLException;
  }

  private final ResultSet result;
  private int last;

  Row(ResultSet result) {
    this.result = result;
  }

  boolean next() throws SQLException {
    last = 0;
    return result.next();
  }

  long number() throws SQLException {
    return result.getLong(++last);
  }

  int integer() throws SQLException {
    return result.getInt(++last);
  }

  @Nullable Long numberOrNull() throws SQLException {
    long value = result.getLong(++last);
    return result.wasNull() ? null : value;
  }

  String text() throws SQLException {
    return Objects.requireNonNull(result.getString(++last));
  }

  @Nullable String textOrNull() throws SQLException {
    return result.getString(++last);
  }

  byte[] bytes() throws SQLException {
    byte[] value = result.getBytes(++last);
    // SQLite's driver has no bytes for an empty value.
    return value == null ? new byte[0] : value;
  }

  Instant instant() throws SQLException {
    return Instant.ofEpochMilli(result.getLong(++last));
  }

  @Nullable Instant instantOrNull() throws SQLException {
    long value = result.getLong(++last);
    return result.wasNull() ? null : Instant.ofEpochMilli(value);
  }
}
