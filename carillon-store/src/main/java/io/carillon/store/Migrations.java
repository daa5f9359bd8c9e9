package io.carillon.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;

/** Brings the schema to the state that this version needs. */
final class Migrations {

  private static final int OLDEST_POSTGRESQL = 15;

  private Migrations() {}

  /**
   * @throws UnusableDatabaseException when it cannot work with this database at all
   * @throws StoreException when it cannot be reached
   */
  static void run(Dialect dialect, DatabaseConfig config) {
    DataSource source = Connections.source(config, dialect.settings());
    checkReachable(dialect, config, source);
    var words = new HashMap<>(dialect.words());
    words.put("partitions", Integer.toString(config.partitions()));
    try {
      Flyway flyway =
          Flyway.configure()
              .dataSource(source)
              .locations("classpath:io/carillon/store/migration")
              .table("schema_history")
              .placeholders(words)
              .load();
      refuseNewer(flyway.info(), config);
      flyway.migrate();
    } catch (FlywayException e) {
      throw new UnusableDatabaseException(
          "Expected the schema of "
              + config.safeUrl()
              + " to be made or brought up to date, but: "
              + e.getMessage(),
          e);
    }
  }

  private static void checkReachable(Dialect dialect, DatabaseConfig config, DataSource source) {
    try (Connection connection = source.getConnection()) {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      if (dialect instanceof Postgresql && version < OLDEST_POSTGRESQL) {
        throw new UnusableDatabaseException(
            "Expected PostgreSQL "
                + OLDEST_POSTGRESQL
                + " or newer at "
                + config.safeUrl()
                + ", but found "
                + version,
            null);
      }
    } catch (SQLException e) {
      String misconfigured = dialect.misconfigured(e);
      if (misconfigured != null) {
        throw new UnusableDatabaseException(misconfigured, e);
      }
      throw new StoreException(
          "Expected to reach the database " + config.safeUrl() + ", but: " + e.getMessage(), e);
    }
  }

  private static void refuseNewer(MigrationInfoService info, DatabaseConfig config) {
    for (MigrationInfo migration : info.applied()) {
      if (migration.getState() == MigrationState.FUTURE_SUCCESS) {
        throw new UnusableDatabaseException(
            "Expected a database of this version of Carillon or an older one, but "
                + config.safeUrl()
                + " has the newer schema "
                + migration.getVersion(),
            null);
      }
    }
  }
}
