package io.carillon.store.testing;

import io.carillon.store.DatabaseConfig;

/**
 * A database server of a test's own, which it may stop and start again: it keeps its data and its
 * port.
 */
public sealed interface DatabaseServer extends AutoCloseable permits PostgresServer, MariadbServer {

  /** An empty database. */
  DatabaseConfig newDatabase();

  /** Ends the server; connections to it break. */
  void stop();

  /** Starts the server after {@link #stop}, with the data it had. */
  void startAgain();

  /** Ends the server and deletes its data. */
  @Override
  void close();
}
