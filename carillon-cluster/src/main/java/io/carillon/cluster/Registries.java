package io.carillon.cluster;

import io.carillon.engine.cluster.Membership;
import io.carillon.store.Members;
import java.net.URI;
import java.util.List;

/**
 * Opens registries.
 *
 * <pre>{@code
 * Membership membership =
 *     Registries.open(RegistryConfig.of("zookeeper://zk1:2181,zk2:2181"), database.members());
 * membership.join(self, ownership::wake);
 * }</pre>
 */
public final class Registries {

  private Registries() {}

  /**
   * Makes a membership; it connects when it is told to join.
   *
   * @param members of the servers' database, for the registry {@code jdbc}
   * @throws IllegalArgumentException if the URL is none
   */
  public static Membership open(RegistryConfig config, Members members) {
    Steady steady = Steady.ofMachine();
    return new LeasedMembership(
        registry(config, members, steady), config.lease(), config.heartbeat(), steady);
  }

  static Registry registry(RegistryConfig config, Members members, Steady steady) {
    RegistryUrl url = RegistryUrl.parse(config.url());
    return switch (url.kind()) {
      case JDBC -> new JdbcRegistry(members, config.lease(), steady);
      case ZOOKEEPER ->
          new ZookeeperRegistry(
              String.join(",", url.hosts()),
              url.path(),
              config.lease(),
              config.credentials(),
              steady);
      case ETCD -> etcd(config, url, "http");
      case ETCDS -> etcd(config, url, "https");
    };
  }

  private static Registry etcd(RegistryConfig config, RegistryUrl url, String scheme) {
    List<URI> endpoints =
        url.hosts().stream().map(host -> URI.create(scheme + "://" + host)).toList();
    return new EtcdRegistry(
        endpoints, url.path(), config.url(), config.lease(), config.credentials());
  }
}
