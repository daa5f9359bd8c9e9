package io.carillon.bench.chaos;

import io.carillon.bench.Pace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A cluster under load. */
final class Scene implements AutoCloseable {

  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final int WARM_LOOKS = 150;
  private static final Duration LAST_RUNS = Duration.ofSeconds(90);
  private static final Duration SETTLING = Duration.ofMinutes(1);

  private final int servers;
  final Cluster cluster;
  final Client client;
  final Rows rows;
  final Load load;

  /** When all processes were warm, in microseconds since 1970. */
  final long begin;

  private Scene(ChaosOptions options, Cluster cluster, Duration patience, boolean balanced)
      throws IOException {
    this.servers = options.servers();
    this.cluster = cluster;
    this.client = new Client(cluster.servers(), cluster.token(), patience, balanced);
    this.rows = new Rows(cluster.postgres().url(cluster.postgres().port()));
    this.load = new Load(client, options.rate(), options.seed());
    load.prepare();
    load.start();
    Pace.pause(WARM_UP);
    for (int i = 0; i < WARM_LOOKS && !load.warm(); i++) {
      Pace.pause(Duration.ofMillis(200));
    }
    load.open();
    this.begin = Pace.epochMicros();
  }

  /**
   * Starts all of it; returns when answers come soon.
   *
   * @param patience of clients, before they ask another server
   * @param balanced whether clients come by way of a load balancer
   */
  static Scene open(ChaosOptions options, Path directory, Duration patience, boolean balanced)
      throws Exception {
    Cluster cluster = Cluster.start(directory, options);
    try {
      return new Scene(options, cluster, patience, balanced);
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Ends the load; returns when every request is answered, and every run has ended. */
  Ledger end() {
    load.end();
    Pace.await("an end of all runs", LAST_RUNS, () -> rows.unfinished() == 0);
    settle();
    return Ledger.read(cluster.directory(), cluster.workers());
  }

  /** Returns when all servers are members, and every partition is where it should be. */
  void settle() {
    for (int i = 0; i < servers; i++) {
      int server = i;
      Pace.await("a settled cluster", SETTLING, () -> settled(server));
    }
  }

  private boolean settled(int server) {
    Map<String, ?> found = client.get(server, "/api/v1/cluster");
    if (found == null || !Boolean.TRUE.equals(found.get("joined"))) {
      return false;
    }
    List<?> partitions = (List<?>) Objects.requireNonNull(found.get("partitions"));
    return ((List<?>) Objects.requireNonNull(found.get("members"))).size() == servers
        && partitions.stream()
            .map(each -> (Map<?, ?>) each)
            .allMatch(
                each ->
                    each.get("owner") != null
                        && Objects.equals(each.get("owner"), each.get("target")));
  }

  /** How busy the machine is, to read times by. */
  static String machine() {
    try {
      return " [load " + Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0] + "]";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    client.close();
    cluster.close();
  }
}
