package io.carillon.store;

import javax.sql.DataSource;

/**
 * The durable state in a database, opened: the schema is up to date.
 *
 * <pre>{@code
 * try (Database database = Database.open(config)) {
 *   PartitionStore store = database.partitionStore();
 * }
 * }</pre>
 */
public final class Database implements AutoCloseable {

  private final Connections connections;
  private final PartitionStore partitionStore;
  private final Queries queries;
  private final Accounts accounts;
  private final WorkerNames workers;
  private final Members members;
  private final LogTable logs;

  /** On connections to a database whose schema is up to date. */
  Database(Connections connections) {
    this.connections = connections;
    this.partitionStore = new JdbcPartitionStore(connections);
    this.queries = new JdbcQueries(connections);
    this.accounts = new JdbcAccounts(connections);
    this.workers = new JdbcWorkerNames(connections);
    this.members = new JdbcMembers(connections);
    this.logs = new JdbcLogTable(connections);
  }

  /**
   * Connects, and makes the schema or brings it up to date.
   *
   * @throws UnusableDatabaseException when the configuration is wrong or the schema is newer than
   *     this program
   * @throws StoreException when the database cannot be reached now
   */
  public static Database open(DatabaseConfig config) {
    Dialect dialect = Dialect.of(config);
    Migrations.run(dialect, config);
    DataSource source = Connections.source(config, dialect);
    var connections = new Connections(dialect, source, source);
    try {
      return new Database(connections);
    } catch (RuntimeException e) {
      connections.close();
      throw e;
    }
  }

  public PartitionStore partitionStore() {
    return partitionStore;
  }

  public Queries queries() {
    return queries;
  }

  public Accounts accounts() {
    return accounts;
  }

  public WorkerNames workers() {
    return workers;
  }

  public Members members() {
    return members;
  }

  public LogTable logs() {
    return logs;
  }

  /** Ends the connections. Calls that are under way fail. */
  @Override
  public void close() {
    connections.close();
  }
}
