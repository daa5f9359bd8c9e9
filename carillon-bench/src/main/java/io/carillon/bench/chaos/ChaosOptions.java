package io.carillon.bench.chaos;

import io.carillon.bench.Pace;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What to do to which cluster.
 *
 * @param length of the time in which faults come
 * @param every from one fault to the next
 * @param rate runs triggered a second
 * @param zookeeper whether ZooKeeper is the registry; otherwise the database is
 * @param seed of what is drawn
 * @param capacity of each worker
 * @param drain how long a server that was told to end serves on: as its option says
 */
record ChaosOptions(
    Duration length,
    Duration every,
    int rate,
    boolean zookeeper,
    long seed,
    int servers,
    int workers,
    int capacity,
    String drain) {

  static final String HELP =
      """
      chaos      faults, one after the other; then what tasks did is held against what was promised
      handover   servers that are told to end, under load; how long their partitions pause
      rolling    servers that start again one after the other, under load

        --seconds=N, --minutes=N   how long (60 s); handover: in all
        --every=SECONDS            from one fault to the next (5)
        --rate=N                   runs triggered a second (500)
        --registry=jdbc|zookeeper  (jdbc)
        --seed=N                   of what is drawn (drawn itself, and printed)
      """;

  static ChaosOptions parse(String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      if (parts.length < 2) {
        throw new IllegalArgumentException("Expected --name=value, but found " + argument);
      }
      given.put(parts[0], parts[1]);
    }
    String seconds = given.remove("--seconds");
    String minutes = given.remove("--minutes");
    String every = given.remove("--every");
    String rate = given.remove("--rate");
    String registry = given.remove("--registry");
    String seed = given.remove("--seed");
    if (!given.isEmpty()) {
      throw new IllegalArgumentException("Expected options, but " + given + "\n" + HELP);
    }
    Duration length =
        minutes != null
            ? Duration.ofMinutes(Long.parseLong(minutes))
            : Duration.ofSeconds(seconds == null ? 60 : Long.parseLong(seconds));
    double distance = every == null ? 5 : Double.parseDouble(every);
    return new ChaosOptions(
        length,
        Duration.ofMillis((long) (distance * 1000)),
        rate == null ? 500 : Integer.parseInt(rate),
        "zookeeper".equals(registry),
        seed == null ? Pace.epochMicros() : Long.parseLong(seed),
        3,
        4,
        64,
        "0s");
  }

  ChaosOptions withDrain(String drainTime) {
    return new ChaosOptions(
        length, every, rate, zookeeper, seed, servers, workers, capacity, drainTime);
  }
}
