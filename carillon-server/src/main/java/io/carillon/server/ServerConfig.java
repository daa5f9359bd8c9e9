package io.carillon.server;

import io.carillon.store.DatabaseConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The options of a server: {@code --http-port=8080}, or {@code CARILLON_HTTP_PORT=8080} in the
 * environment.
 *
 * @param host address to listen at; by default this machine alone, so that nothing is reachable
 *     that nobody meant to be
 * @param httpPort of the REST API; 7400 is used by nothing common; 0: any free one
 * @param grpcPort for workers; 0: any free one
 * @param data folder for the embedded database, logs and {@code client.json}; by default {@code
 *     .carillon} in the home of the user, which needs no rights
 * @param database JDBC URL; {@code null}: SQLite in the data folder, so that there is nothing to
 *     install
 * @param databaseUser {@code null}: as the URL says
 * @param databasePassword {@code null}: as the URL says; best given by the environment, as others
 *     can read the arguments of a process
 * @param name of this server, unique in the cluster; {@code null}: as remembered in the data
 *     folder, at first the machine's with something drawn at random
 * @param registry says which servers are alive: {@code jdbc}, {@code zookeeper://…}, {@code
 *     etcd://…}; {@code null}: {@code jdbc}, which needs nothing but the database, or with SQLite
 *     none, as it serves one server alone
 * @param registryUser {@code null}: none
 * @param registryPassword {@code null}: none; best given by the environment
 * @param advertise HOST:PORT at which other servers and workers reach the gRPC port; {@code null}:
 *     see {@link Reachable}
 * @param memberLease a server that was not heard of for this long is not alive: 1.6 s leave time
 *     for others to take over within three, and outlast a long GC pause; the same in a whole
 *     cluster
 * @param logs where logs of attempts are kept; {@code null}: with SQLite in files, else in the
 *     database, where every server finds them
 * @param drain how long the server goes on serving after it was told to end, while it is not ready
 *     any more: the time that a load balancer needs to notice; by default there is none
 * @param partitions of a new database: 8 keep as many cores busy, and cost little on fewer
 * @param embeddedWorker whether to run a worker in this process: {@code carillon up} does, servers
 *     of a cluster do not
 * @param readyFile written once the server serves; {@code null}: none
 * @param examples folder of definitions to load at the start; {@code null}: none
 * @param logLimit bytes kept of an attempt's log: four times what a worker sends by default, so
 *     that it cuts only what others let through
 * @param maxStreams clients that follow runs and logs at a time: some 100 KiB each
 */
public record ServerConfig(
    @DefaultValue("127.0.0.1") String host,
    @DefaultValue("7400") int httpPort,
    @DefaultValue("7401") int grpcPort,
    Path data,
    @Nullable String database,
    @Nullable String databaseUser,
    @Nullable String databasePassword,
    @DefaultValue("8") int partitions,
    @Nullable String name,
    @Nullable String registry,
    @Nullable String registryUser,
    @Nullable String registryPassword,
    @Nullable String advertise,
    @DefaultValue("1600ms") Duration memberLease,
    @Nullable Logs logs,
    @DefaultValue("0s") Duration drain,
    @DefaultValue("false") boolean embeddedWorker,
    @Nullable Path readyFile,
    @Nullable Path examples,
    @DefaultValue("67108864") long logLimit,
    @DefaultValue("1000") int maxStreams) {

  private static final int MAX_PORT = 65_535;
  private static final int MAX_PARTITIONS = 1024;

  private static final Duration SHORTEST_LEASE = Duration.ofMillis(500);
  private static final Duration LONGEST_LEASE = Duration.ofMinutes(1);
  private static final Duration LONGEST_DRAIN = Duration.ofMinutes(10);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern ADDRESS =
      Pattern.compile("(?:[^\\s:/,@]+|\\[[0-9a-fA-F:.]+]):\\d{1,5}");

  /** Where logs of attempts can be kept. */
  public enum Logs {
    FILES,
    DATABASE
  }

  public ServerConfig {
    check("http-port", httpPort, 0, MAX_PORT);
    check("grpc-port", grpcPort, 0, MAX_PORT);
    check("partitions", partitions, 1, MAX_PARTITIONS);
    check("log-limit", logLimit, 1024, 1L << 40);
    check("max-streams", maxStreams, 1, 1_000_000);
    if (httpPort == grpcPort && httpPort != 0) {
      throw new BadOptionException(
          "Expected --http-port and --grpc-port to differ, but both are " + httpPort);
    }
    check("member-lease", memberLease, SHORTEST_LEASE, LONGEST_LEASE);
    check("drain", drain, Duration.ZERO, LONGEST_DRAIN);
    if (name != null && !NAME.matcher(name).matches()) {
      throw new BadOptionException(
          "Expected --name to be up to 128 letters, digits, '.', '_' and '-', but found '%s'"
              .formatted(name));
    }
    if (advertise != null && !isAddress(advertise)) {
      throw new BadOptionException(
          "Expected --advertise to be HOST:PORT, but found '%s'".formatted(advertise));
    }
    RegistryOption.check(registry, registryUser, registryPassword, isSqlite(database));
    data = data.toAbsolutePath().normalize();
  }

  /** JDBC URL of the database. */
  String databaseUrl() {
    return database == null ? "jdbc:sqlite:" + data.resolve("carillon.db") : database;
  }

  DatabaseConfig databaseConfig() {
    return new DatabaseConfig(databaseUrl(), databaseUser, databasePassword, partitions);
  }

  /** Whether this server is alone, as its database serves one. */
  boolean alone() {
    return isSqlite(database);
  }

  /** {@code jdbc}, {@code zookeeper://…}, {@code etcd://…}; {@code null}: none. */
  @Nullable String registryUrl() {
    return registry == null && !alone() ? RegistryOption.JDBC : registry;
  }

  boolean logsInDatabase() {
    return logs == null ? !alone() : logs == Logs.DATABASE;
  }

  private static boolean isSqlite(@Nullable String database) {
    return database == null || database.startsWith("jdbc:sqlite:");
  }

  /** HOST:PORT; IPv6 in brackets. */
  static boolean isAddress(String text) {
    if (!ADDRESS.matcher(text).matches()) {
      return false;
    }
    int port = Integer.parseInt(text.substring(text.lastIndexOf(':') + 1));
    return port >= 1 && port <= MAX_PORT;
  }

  private static void check(String option, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new BadOptionException(
          "Expected --%s to be %d to %d ms, but found %d ms"
              .formatted(option, least.toMillis(), most.toMillis(), value.toMillis()));
    }
  }

  private static void check(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new BadOptionException(
          "Expected --%s to be %d to %d, but found %d".formatted(option, least, most, value));
    }
  }

  /** Without the passwords, and what may be a part of the URL. */
  @Override
  public String toString() {
    return "ServerConfig[data=%s, host=%s, httpPort=%d, grpcPort=%d]"
        .formatted(data, host, httpPort, grpcPort);
  }
}
