package io.carillon.tasks.sql;

import io.carillon.tasks.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON values to parameters, and column values to JSON values. */
final class SqlValues {

  private SqlValues() {}

  /** Lists and maps go as JSON text; all others as they are. */
  static void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    if (value instanceof List || value instanceof Map) {
      statement.setString(index, Json.write(value));
    } else {
      statement.setObject(index, value);
    }
  }

  /** How a column is read. */
  enum Kind {
    INSTANT,
    JSON,
    OTHER
  }

  /** Asked once for all rows, as some drivers take their time; with a row, as SQLite needs one. */
  static List<Kind> kinds(ResultSetMetaData columns) throws SQLException {
    List<Kind> kinds = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String type = String.valueOf(columns.getColumnTypeName(i)).toLowerCase(Locale.ROOT);
      boolean zoned = columns.getColumnType(i) == Types.TIMESTAMP_WITH_TIMEZONE;
      kinds.add(
          switch (type) {
            case "timestamptz" -> Kind.INSTANT;
            case "json", "jsonb" -> Kind.JSON;
            default -> zoned ? Kind.INSTANT : Kind.OTHER;
          });
    }
    return kinds;
  }

  static @Nullable Object read(ResultSet row, Kind kind, int i) throws SQLException {
    if (kind == Kind.INSTANT) {
      OffsetDateTime instant = row.getObject(i, OffsetDateTime.class);
      return instant == null ? null : json(instant);
    }
    Object value = row.getObject(i);
    return kind == Kind.JSON && value != null ? parsed(value.toString()) : json(value);
  }

  static @Nullable Object json(@Nullable Object value) throws SQLException {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof Blob blob) {
      return Base64.getEncoder().encodeToString(blob.getBytes(1, (int) blob.length()));
    }
    if (value instanceof Clob clob) {
      return clob.getSubString(1, (int) clob.length());
    }
    if (value instanceof SQLXML xml) {
      return xml.getString();
    }
    if (value instanceof Array array) {
      return json(array.getArray());
    }
    if (value instanceof Object[] items) {
      List<@Nullable Object> list = new ArrayList<>();
      for (Object item : items) {
        list.add(json(item));
      }
      return list;
    }
    return time(value);
  }

  /** Text in ISO-8601; instants in UTC. What is none of these is text as the driver gives it. */
  private static String time(Object value) {
    if (value instanceof Timestamp timestamp) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(timestamp.toLocalDateTime());
    }
    if (value instanceof Date date) {
      return date.toLocalDate().toString();
    }
    if (value instanceof Time time) {
      return DateTimeFormatter.ISO_LOCAL_TIME.format(time.toLocalTime());
    }
    if (value instanceof LocalDateTime dateTime) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(dateTime);
    }
    if (value instanceof OffsetDateTime dateTime) {
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
          dateTime.withOffsetSameInstant(ZoneOffset.UTC));
    }
    if (value instanceof Instant instant) {
      return instant.toString();
    }
    return value.toString();
  }

  /** Long or Double where these hold the value exactly, else its digits as a string. */
  private static Object number(Number number) {
    if (number instanceof Double || number instanceof Float) {
      double value =
          number instanceof Float ? Double.parseDouble(number.toString()) : number.doubleValue();
      return Double.isFinite(value) ? (Object) value : number.toString();
    }
    if (number instanceof BigDecimal decimal) {
      return decimal(decimal);
    }
    if (number instanceof BigInteger integer) {
      return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : integer.toString();
    }
    return number.longValue();
  }

  private static Object decimal(BigDecimal decimal) {
    if (decimal.scale() <= 0 && decimal.precision() - decimal.scale() <= 18) {
      return decimal.longValueExact();
    }
    double nearest = decimal.doubleValue();
    boolean exact =
        Double.isFinite(nearest)
            && new BigDecimal(Double.toString(nearest)).compareTo(decimal) == 0;
    return exact ? (Object) nearest : decimal.toPlainString();
  }

  private static @Nullable Object parsed(String json) {
    try {
      return Json.parse(json);
    } catch (IllegalArgumentException e) {
      return json;
    }
  }
}
