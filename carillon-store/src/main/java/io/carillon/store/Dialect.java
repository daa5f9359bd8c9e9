package io.carillon.store;

import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What differs between the databases; the statements themselves do not. */
sealed interface Dialect permits Sqlite, Postgresql {

  /** The dialect that the URL names. */
  static Dialect of(DatabaseConfig config) {
    if (config.url().startsWith("jdbc:sqlite:")) {
      return Sqlite.of(config);
    }
    if (config.url().startsWith("jdbc:postgresql:")) {
      return new Postgresql(config);
    }
    throw new UnusableDatabaseException(
        "Expected a database URL that starts with jdbc:sqlite: or jdbc:postgresql:, but found "
            + config.safeUrl(),
        null);
  }

  /** Properties of every connection; parameters in the URL win over them. */
  Map<String, String> settings();

  /** Further properties, of connections that must not wait long for an answer. */
  Map<String, String> timeLimits();

  /** How many connections read at the same time. */
  int readers();

  /** Statement that each new connection runs first. */
  @Nullable String firstStatement();

  /** The words of the migrations that differ. */
  Map<String, String> words();

  /** Whether the database could not do it now, rather than never. */
  boolean passing(SQLException e);

  /** Why a first connection failed, when it is the configuration's fault; as a whole sentence. */
  @Nullable String misconfigured(SQLException e);
}
