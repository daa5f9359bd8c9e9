package io.carillon.store.testing;

import io.carillon.store.DatabaseConfig;
import java.nio.file.Path;

/**
 * Fresh, empty databases.
 *
 * <pre>{@code
 * try (Database database = Database.open(TestDatabases.postgres())) { … }
 * }</pre>
 */
public final class TestDatabases {

  private TestDatabases() {}

  /** A database on the server that all tests of this JVM share; it ends with the JVM. */
  public static DatabaseConfig postgres() {
    return Postgres.SERVER.newDatabase();
  }

  /** A database on the server that all tests of this JVM share; it ends with the JVM. */
  public static DatabaseConfig mariadb() {
    return Mariadb.SERVER.newDatabase();
  }

  /** A database in the directory. */
  public static DatabaseConfig sqlite(Path directory) {
    return new DatabaseConfig(
        "jdbc:sqlite:" + directory.resolve("carillon.db"),
        null,
        null,
        DatabaseConfig.DEFAULT_PARTITIONS);
  }

  private static <S extends DatabaseServer> S untilTheEnd(S server) {
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    return server;
  }

  /** Started when first asked for. */
  private static final class Postgres {
    static final PostgresServer SERVER = untilTheEnd(PostgresServer.start());
  }

  /** Started when first asked for. */
  private static final class Mariadb {
    static final MariadbServer SERVER = untilTheEnd(MariadbServer.start());
  }
}
