package io.carillon.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.DriverDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The connections to the database: one that writes, and a pool of those that read. One writer is
 * what SQLite allows, and on PostgreSQL the fastest way to commit for one server, since what waits
 * meanwhile is committed together.
 *
 * <p>After a failure the writing connection is given up and the next call opens another.
 */
final class Connections implements AutoCloseable {

  private static final long WAIT_MILLIS = 5_000;

  private final Dialect dialect;
  private final DataSource source;
  private final HikariDataSource readers;
  // Fair, or else a busy committer would let nobody else write.
  private final ReentrantLock writing = new ReentrantLock(true);
  private @Nullable Session writer;
  private boolean closed;

  /**
   * @param source makes the connection that writes
   * @param readerSource makes those that read
   */
  Connections(Dialect dialect, DataSource source, DataSource readerSource) {
    this.dialect = dialect;
    this.source = source;
    var config = new HikariConfig();
    config.setPoolName("carillon-readers");
    config.setDataSource(readerSource);
    config.setMaximumPoolSize(dialect.readers());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(WAIT_MILLIS);
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(dialect.firstStatement());
    config.setAutoCommit(true);
    this.readers = new HikariDataSource(config);
  }

  /** New connections for the work of every day. */
  static DataSource source(DatabaseConfig config, Dialect dialect) {
    var settings = new HashMap<>(dialect.settings());
    settings.putAll(dialect.timeLimits());
    return source(config, dialect, settings);
  }

  static DataSource source(DatabaseConfig config, Dialect dialect, Map<String, String> settings) {
    var properties = new Properties();
    properties.putAll(settings);
    try {
      return new DriverDataSource(
          dialect.url(), null, properties, config.user(), config.password());
    } catch (RuntimeException e) {
      throw new UnusableDatabaseException(
          "Expected a database URL like jdbc:postgresql://host:5432/database, but found "
              + config.safeUrl(),
          e);
    }
  }

  /** Reads what is committed. Each statement sees the newest. */
  <T extends @Nullable Object> T read(Work<T> work) {
    try (var session = new Session(readers.getConnection(), dialect)) {
      return work.in(session);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Does the work in one transaction, after those of other threads. */
  <T extends @Nullable Object> T write(Work<T> work) {
    writing.lock();
    boolean done = false;
    try {
      Session session = writer();
      T result = work.in(session);
      session.connection().commit();
      done = true;
      return result;
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      if (!done) {
        giveUp();
      }
      writing.unlock();
    }
  }

  private Session writer() throws SQLException {
    if (closed) {
      throw new SQLRecoverableException("The database is closed");
    }
    if (writer == null) {
      Connection connection = source.getConnection();
      writer = new Session(connection, dialect);
      if (dialect.firstStatement() != null) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(dialect.firstStatement());
        }
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      }
      connection.setAutoCommit(false);
    }
    return writer;
  }

  /** Closing rolls back. */
  private void giveUp() {
    if (writer != null) {
      try {
        writer.close();
      } catch (SQLException e) {
        // It was broken already.
      }
      writer = null;
    }
  }

  private RuntimeException failed(SQLException e) {
    if (readers.isClosed()) {
      return new StoreException("The database is closed", e);
    }
    for (SQLException cause = e; cause != null; cause = cause.getNextException()) {
      if (cause instanceof SQLTransientException
          || cause instanceof SQLRecoverableException
          || dialect.passing(cause)) {
        return new StoreException("The database could not do it now: " + cause.getMessage(), e);
      }
    }
    return new IllegalStateException("The database refused a statement: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    writing.lock();
    try {
      closed = true;
      giveUp();
    } finally {
      writing.unlock();
    }
    readers.close();
  }

  /** Statements on one connection. */
  interface Work<T extends @Nullable Object> {
    T in(Session session) throws SQLException;
  }
}
