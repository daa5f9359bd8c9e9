package io.carillon.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import javax.sql.DataSource;

/** Makes connections break at a commit, before or after it took effect. */
final class CommitFaults {

  enum When {
    NEVER,
    BEFORE,
    AFTER
  }

  private final DatabaseConfig config;
  private volatile When next = When.NEVER;

  CommitFaults(DatabaseConfig config) {
    this.config = config;
  }

  /** The database, over connections that may break; its schema is there. */
  Database open() {
    Dialect dialect = Dialect.of(config);
    DataSource source = Connections.source(config, dialect);
    return new Database(new Connections(dialect, breaking(source), source));
  }

  void failNext(When when) {
    next = when;
  }

  private DataSource breaking(DataSource source) {
    return Plans.proxy(
        DataSource.class,
        (method, arguments) -> {
          Object result = method.invoke(source, arguments);
          return result instanceof Connection connection ? breaking(connection) : result;
        });
  }

  private Connection breaking(Connection connection) {
    return Plans.proxy(
        Connection.class,
        (method, arguments) -> {
          When when = method.getName().equals("commit") ? next : When.NEVER;
          if (when == When.BEFORE) {
            breakOff(connection);
          }
          Object result = method.invoke(connection, arguments);
          if (when == When.AFTER) {
            breakOff(connection);
          }
          return result;
        });
  }

  private void breakOff(Connection connection) throws SQLException {
    next = When.NEVER;
    connection.close();
    throw new SQLRecoverableException("The connection broke");
  }
}
