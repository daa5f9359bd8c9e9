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
    return Shared.SERVER.newDatabase();
  }

  /** A database in the directory. */
  public static DatabaseConfig sqlite(Path directory) {
    return new DatabaseConfig(
        "jdbc:sqlite:" + directory.resolve("carillon.db"),
        null,
        null,
        DatabaseConfig.DEFAULT_PARTITIONS);
  }

  /** Started when first asked for. */
  private static final class Shared {
    static final PostgresServer SERVER = PostgresServer.start();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
    }
  }
}
