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
  private final Settings settings;
  private final LogTable logs;

  /** On connections to a database whose schema is up to date. */
  Database(Connections connections) {
    this.connections = connections;
    this.partitionStore = new JdbcPartitionStore(connections);
    this.queries = new JdbcQueries(connections);
    this.accounts = new JdbcAccounts(connections);
    this.workers = new JdbcWorkerNames(connections);
    this.members = new JdbcMembers(connections);
    this.settings = new JdbcSettings(connections);
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

  /**
   * Adds partitions to a database that no server uses. Workflows stay in the partitions that they
   * are in; new ones spread over all.
   *
   * <p>A server that is alive makes its row of {@link Members} rise. One that is not seen there
   * (its members are in ZooKeeper or etcd, or it hangs) loses its partitions, can claim none any
   * more, and has to be started again.
   *
   * @param partitions how many there are to be
   * @param pause lets time pass, in which a server that is alive shows it: more than a lease
   * @return how many there were
   * @throws UnusableDatabaseException when a server is alive, or there are more partitions already;
   *     nothing changed
   * @throws StoreException when the database cannot be reached now
   */
  public static int raisePartitions(DatabaseConfig config, int partitions, Runnable pause) {
    // Where there are none yet, make as many at once.
    var asked = new DatabaseConfig(config.url(), config.user(), config.password(), partitions);
    try (Database database = open(asked)) {
      return new MorePartitions(config, database.connections, database.members)
          .raise(partitions, pause);
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

  public Settings settings() {
    return settings;
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
