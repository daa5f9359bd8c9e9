package io.carillon.cluster;

import io.carillon.store.Database;
import io.carillon.store.DatabaseConfig;
import io.carillon.store.testing.TestDatabases;
import java.net.URI;
import java.time.Duration;

/** Each registry that the contract is held against, for real. */
enum RegistryKind {
  POSTGRESQL,
  MARIADB,
  ZOOKEEPER,
  ETCD;

  /** A registry in which nobody is. */
  Backend start() {
    return switch (this) {
      case POSTGRESQL -> new OfDatabase(TestDatabases.postgres());
      case MARIADB -> new OfDatabase(TestDatabases.mariadb());
      case ZOOKEEPER -> new OfZookeeper(ZookeeperServer.start());
      case ETCD -> new OfEtcd(EtcdServer.start());
    };
  }

  /** A registry, and how a server reaches it. */
  interface Backend extends AutoCloseable {

    int port();

    /** Membership of a server that reaches the registry at that port of this machine. */
    Opened open(int port, Duration lease, Duration heartbeat);

    /** What a process is to be told so that it opens the same: see {@link ServerProcess}. */
    String address();

    @Override
    void close();
  }

  /** A registry's client, and what closes its connections. */
  record Opened(LeasedMembership membership, Runnable connections) {}

  /** Opens what {@link Backend#address} says; 0: at its own port. */
  static Opened open(String address, int port, Duration lease, Duration heartbeat) {
    if (address.startsWith("jdbc:")) {
      String user = address.startsWith("jdbc:postgresql:") ? "postgres" : "carillon";
      return onDatabase(
          new DatabaseConfig(at(address, port), user, user, DatabaseConfig.DEFAULT_PARTITIONS),
          lease,
          heartbeat);
    }
    var config = new RegistryConfig(at(address, port), lease, heartbeat, null);
    return new Opened((LeasedMembership) Registries.open(config, NoMembers.NONE), () -> {});
  }

  private static Opened onDatabase(DatabaseConfig config, Duration lease, Duration heartbeat) {
    Database database = Database.open(config);
    var jdbc = new RegistryConfig("jdbc", lease, heartbeat, null);
    return new Opened(
        (LeasedMembership) Registries.open(jdbc, database.members()), database::close);
  }

  private static String at(String address, int port) {
    return port == 0
        ? address
        : address.replaceFirst("(?<=//(localhost|127.0.0.1):)[0-9]+", "" + port);
  }

  /** On the servers' database. */
  private record OfDatabase(DatabaseConfig config) implements Backend {

    @Override
    public int port() {
      return URI.create(config.url().substring("jdbc:".length())).getPort();
    }

    @Override
    public Opened open(int port, Duration lease, Duration heartbeat) {
      return onDatabase(
          new DatabaseConfig(
              at(config.url(), port), config.user(), config.password(), config.partitions()),
          lease,
          heartbeat);
    }

    @Override
    public String address() {
      return config.url();
    }

    @Override
    public void close() {
      // The server is shared, and ends with the JVM.
    }
  }

  private record OfZookeeper(ZookeeperServer server) implements Backend {

    @Override
    public int port() {
      return server.port();
    }

    @Override
    public Opened open(int port, Duration lease, Duration heartbeat) {
      return RegistryKind.open(address(), port, lease, heartbeat);
    }

    @Override
    public String address() {
      return "zookeeper://localhost:" + port() + "/a/b";
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private record OfEtcd(EtcdServer server) implements Backend {

    @Override
    public int port() {
      return server.port();
    }

    @Override
    public Opened open(int port, Duration lease, Duration heartbeat) {
      return RegistryKind.open(address(), port, lease, heartbeat);
    }

    @Override
    public String address() {
      return "etcd://localhost:" + port() + "/a/b";
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
