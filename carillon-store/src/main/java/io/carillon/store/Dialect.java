package io.carillon.store;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What differs between the databases; the statements themselves hardly do. */
sealed interface Dialect permits Sqlite, Postgresql, Mariadb {

  /** The dialect that the URL names. */
  static Dialect of(DatabaseConfig config) {
    if (config.url().startsWith("jdbc:sqlite:")) {
      return Sqlite.of(config);
    }
    if (config.url().startsWith("jdbc:postgresql:")) {
      return new Postgresql(config);
    }
    if (config.url().startsWith("jdbc:mariadb:") || config.url().startsWith("jdbc:mysql:")) {
      return new Mariadb(config);
    }
    throw new UnusableDatabaseException(
        "Expected a database URL that starts with jdbc:sqlite:, jdbc:postgresql:, jdbc:mariadb: or"
            + " jdbc:mysql:, but found "
            + config.safeUrl(),
        null);
  }

  /** The URL as the driver wants it. */
  String url();

  /** Properties of every connection; parameters in the URL win over them. */
  Map<String, String> settings();

  /** Further properties, of connections that must not wait long for an answer. */
  Map<String, String> timeLimits();

  /** How many connections read at the same time. */
  int readers();

  /** Statement that each new connection runs first. */
  @Nullable String firstStatement();

  /** The words of the migrations that differ. */
  Map<String, String> words(DatabaseMetaData server) throws SQLException;

  /** A statement in the words of this database; the texts are written for SQLite and PostgreSQL. */
  default String statement(String sql) {
    return sql;
  }

  /** Whether a row was not added since its key is there, where the database fails for it. */
  default boolean taken(SQLException e) {
    return false;
  }

  /** Why the database on the other side cannot be used, if so; as a whole sentence. */
  default @Nullable String unfit(Connection connection) throws SQLException {
    return null;
  }

  /** Whether the database could not do it now, rather than never. */
  boolean passing(SQLException e);

  /** Why a first connection failed, when it is the configuration's fault; as a whole sentence. */
  @Nullable String misconfigured(SQLException e);
}
