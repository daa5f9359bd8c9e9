package io.carillon.cluster;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which registry, and how long a server that is silent counts as alive.
 *
 * @param url {@code jdbc}: the database of the servers; or {@code
 *     zookeeper://host:2181,host:2181/path}, {@code etcd://host:2379,host:2379/path}, {@code
 *     etcds://…} (with TLS). Servers of one cluster have the same. Without a path it is {@code
 *     /carillon}
 * @param lease how long; ZooKeeper and etcd may have limits of their own, which then count
 * @param heartbeat how often a server says that it is alive; a third of the lease at most
 * @param credentials for ZooKeeper (digest) or etcd; {@code null}: none
 */
public record RegistryConfig(
    String url, Duration lease, Duration heartbeat, @Nullable Credentials credentials) {

  /** A server that was killed is noticed within this and one heartbeat. */
  public static final Duration DEFAULT_LEASE = Duration.ofMillis(1600);

  /** Four in a lease: up to two may be lost or late. */
  public static final Duration DEFAULT_HEARTBEAT = Duration.ofMillis(400);

  public RegistryConfig {
    if (heartbeat.toMillis() < 1) {
      throw new IllegalArgumentException(
          "Expected a registry heartbeat of at least 1 ms, but found " + heartbeat);
    }
    if (heartbeat.multipliedBy(3).compareTo(lease) > 0) {
      throw new IllegalArgumentException(
          "Expected a registry heartbeat of a third of the lease ("
              + lease
              + ") at most, but found "
              + heartbeat);
    }
    if (lease.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException(
          "Expected a registry lease of 10 minutes at most, but found " + lease);
    }
  }

  /** With the defaults, and no credentials. */
  public static RegistryConfig of(String url) {
    return new RegistryConfig(url, DEFAULT_LEASE, DEFAULT_HEARTBEAT, null);
  }
}
