package io.carillon.server.log;

import io.carillon.engine.log.LogStore;
import io.carillon.store.Database;
import io.carillon.store.DatabaseConfig;
import io.carillon.store.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;

/** Where logs are kept: the contract of logs is tested on each. */
enum LogStoreKind {
  FILES {
    @Override
    Place place(Path folder) {
      return limit -> {
        FileLogStore store = new FileLogStore(folder, limit);
        return new Opened(store, store::close);
      };
    }
  },
  SQLITE {
    @Override
    Place place(Path folder) {
      return inDatabase(TestDatabases.sqlite(folder));
    }
  },
  POSTGRESQL {
    @Override
    Place place(Path folder) {
      return inDatabase(TestDatabases.postgres());
    }
  };

  /** An empty place. */
  abstract Place place(Path folder);

  static Place inDatabase(DatabaseConfig config) {
    return limit -> {
      Database database = Database.open(config);
      DatabaseLogStore store = new DatabaseLogStore(database.logs(), limit);
      return new Opened(
          store,
          () -> {
            store.close();
            database.close();
          });
    };
  }

  /** A place that keeps what was written when it is opened again. */
  interface Place {
    Opened open(long limit) throws IOException;
  }

  record Opened(LogStore store, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }
}
