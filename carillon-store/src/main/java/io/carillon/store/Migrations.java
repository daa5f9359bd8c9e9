package io.carillon.store;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
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

  private final Dialect dialect;
  private final DatabaseConfig config;

  private Migrations(Dialect dialect, DatabaseConfig config) {
    this.dialect = dialect;
    this.config = config;
  }

  /**
   * @throws UnusableDatabaseException when it cannot work with this database at all
   * @throws StoreException when it cannot be reached
   */
  static void run(Dialect dialect, DatabaseConfig config) {
    new Migrations(dialect, config).run();
  }

  private void run() {
    DataSource source = Connections.source(config, dialect, dialect.settings());
    Map<String, String> words;
    int version;
    try (Connection connection = source.getConnection()) {
      String unfit = dialect.unfit(connection);
      if (unfit != null) {
        throw new UnusableDatabaseException(unfit, null);
      }
      version = version(connection);
      words = new HashMap<>(dialect.words(connection.getMetaData()));
    } catch (SQLException e) {
      String misconfigured = dialect.misconfigured(e);
      if (misconfigured != null) {
        throw new UnusableDatabaseException(misconfigured, e);
      }
      throw new StoreException(
          "Expected to reach the database " + config.safeUrl() + ", but: " + e.getMessage(), e);
    }
    if (version > NEWEST) {
      throw new UnusableDatabaseException(
          "Expected a database of this version of Carillon or an older one, but "
              + config.safeUrl()
              + " has the newer schema "
              + version,
          null);
    }
    if (version < NEWEST) {
      words.put("partitions", Integer.toString(config.partitions()));
      migrate(source, words);
    }
  }

  /** The number of the last migration that the database has seen; 0: none. */
  private int version(Connection connection) throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    try (ResultSet tables =
        metaData.getTables(connection.getCatalog(), connection.getSchema(), HISTORY, null)) {
      if (!tables.next()) {
        return 0;
      }
    }
    int newest = 0;
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT version, success FROM " + HISTORY)) {
      while (result.next()) {
        int version = result.getInt(1);
        if (!result.getBoolean(2)) {
          throw new UnusableDatabaseException(
              ("Expected a schema that is whole, but at %s migration %d failed on the way: go back"
                      + " to the backup from before it, or to an empty database")
                  .formatted(config.safeUrl(), version),
              null);
        }
        newest = Math.max(newest, version);
      }
    }
    return newest;
  }

  private void migrate(DataSource source, Map<String, String> words) {
    try {
      Flyway.configure()
          .dataSource(source)
          .locations("classpath:io/carillon/store/migration")
          .table(HISTORY)
          .placeholders(words)
          // Words of the files became placeholders when MariaDB came; what they make is the same.
          .validateOnMigrate(false)
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
