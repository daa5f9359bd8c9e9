package io.carillon.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the schema to the state that this version needs. When it is there already, which is almost
 * always, one query says so, and the start is not delayed by the migration library.
 */
final class Migrations {

  /** The number of the last file. */
  static final int NEWEST = 4;

  private static final String HISTORY = "schema_history";
  private static final int OLDEST_POSTGRESQL = 15;

  private Migrations() {}

  /**
   * @throws UnusableDatabaseException when it cannot work with this database at all
   * @throws StoreException when it cannot be reached
   */
  static void run(Dialect dialect, DatabaseConfig config) {
    DataSource source = Connections.source(config, dialect.settings());
    int version = version(dialect, config, source);
    if (version > NEWEST) {
      throw new UnusableDatabaseException(
          "Expected a database of this version of Carillon or an older one, but "
              + config.safeUrl()
              + " has the newer schema "
              + version,
          null);
    }
    if (version < NEWEST) {
      migrate(dialect, config, source);
    }
  }

  /** The number of the last migration that the database has seen; 0: none. */
  private static int version(Dialect dialect, DatabaseConfig config, DataSource source) {
    try (Connection connection = source.getConnection()) {
      int server = connection.getMetaData().getDatabaseMajorVersion();
      if (dialect instanceof Postgresql && server < OLDEST_POSTGRESQL) {
        throw new UnusableDatabaseException(
            "Expected PostgreSQL "
                + OLDEST_POSTGRESQL
                + " or newer at "
                + config.safeUrl()
                + ", but found "
                + server,
            null);
      }
      return version(connection);
    } catch (SQLException e) {
      String misconfigured = dialect.misconfigured(e);
      if (misconfigured != null) {
        throw new UnusableDatabaseException(misconfigured, e);
      }
      throw new StoreException(
          "Expected to reach the database " + config.safeUrl() + ", but: " + e.getMessage(), e);
    }
  }

  private static int version(Connection connection) throws SQLException {
    try (ResultSet tables =
        connection.getMetaData().getTables(null, connection.getSchema(), HISTORY, null)) {
      if (!tables.next()) {
        return 0;
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT max(CAST(version AS INTEGER)) FROM " + HISTORY + " WHERE success")) {
      return result.next() ? result.getInt(1) : 0;
    }
  }

  private static void migrate(Dialect dialect, DatabaseConfig config, DataSource source) {
    var words = new HashMap<>(dialect.words());
    words.put("partitions", Integer.toString(config.partitions()));
    try {
      Flyway.configure()
          .dataSource(source)
          .locations("classpath:io/carillon/store/migration")
          .table(HISTORY)
          .placeholders(words)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new UnusableDatabaseException(
          "Expected the schema of "
              + config.safeUrl()
              + " to be made or brought up to date, but: "
              + e.getMessage(),
          e);
    }
  }
}
