package io.carillon.server;

import java.nio.file.Path;
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
    @DefaultValue("false") boolean embeddedWorker,
    @Nullable Path readyFile,
    @Nullable Path examples,
    @DefaultValue("67108864") long logLimit,
    @DefaultValue("1000") int maxStreams) {

  private static final int MAX_PORT = 65_535;
  private static final int MAX_PARTITIONS = 1024;

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
    data = data.toAbsolutePath().normalize();
  }

  /** JDBC URL of the database. */
  String databaseUrl() {
    return database == null ? "jdbc:sqlite:" + data.resolve("carillon.db") : database;
  }

  private static void check(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new BadOptionException(
          "Expected --%s to be %d to %d, but found %d".formatted(option, least, most, value));
    }
  }

  /** Without the password, and what may be a part of the URL. */
  @Override
  public String toString() {
    return "ServerConfig[data=%s, host=%s, httpPort=%d, grpcPort=%d]"
        .formatted(data, host, httpPort, grpcPort);
  }
}
