package io.carillon.store;

import io.carillon.store.testing.TestDatabases;
import java.nio.file.Path;

/** The databases that every contract is tested on. */
enum DatabaseKind {
  SQLITE,
  POSTGRESQL,
  MARIADB;

  /** An empty database. */
  DatabaseConfig fresh(Path directory) {
    return switch (this) {
      case SQLITE -> TestDatabases.sqlite(directory);
      case POSTGRESQL -> TestDatabases.postgres();
      case MARIADB -> TestDatabases.mariadb();
    };
  }
}
