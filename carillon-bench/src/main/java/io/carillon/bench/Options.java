package io.carillon.bench;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What to measure.
 *
 * @param database URL of a PostgreSQL on this machine; {@code null}: start one
 * @param heap of each Carillon process, as for {@code -Xmx}
 * @param profile where to put flight recordings of the Carillon processes; {@code null}: make none
 */
record Options(
    Set<String> contenders,
    int rounds,
    int jobs,
    int latencySeconds,
    @Nullable String database,
    String heap,
    @Nullable String profile) {

  static final String HELP =
      """
      Measures Carillon beside db-scheduler and Quartz.

        --short              in less than a minute: fewer jobs and rounds
        --only=LIST          of postgresql, sqlite (Carillon), db-scheduler, quartz; default: all
        --rounds=N           measured rounds (5)
        --jobs=N             jobs of a round of Carillon and db-scheduler (30000)
        --latency-seconds=N  how long to trigger 50 a second (20)
        --database=URL       a PostgreSQL on this machine; default: one is started
        --heap=SIZE          of each Carillon process (512m)
        --profile=DIR        put flight recordings of the Carillon processes there
      """;

  private static final List<String> ALL = List.of("db-scheduler", "quartz", "postgresql", "sqlite");

  Options {
    contenders = Set.copyOf(contenders);
  }

  static Options parse(String... arguments) {
    Map<String, String> given = new TreeMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      given.put(
          equals < 0 ? argument : argument.substring(0, equals),
          equals < 0 ? "" : argument.substring(equals + 1));
    }
    boolean quick = given.remove("--short") != null;
    String only = given.remove("--only");
    String rounds = given.remove("--rounds");
    String jobs = given.remove("--jobs");
    String seconds = given.remove("--latency-seconds");
    String database = given.remove("--database");
    String heap = given.remove("--heap");
    String profile = given.remove("--profile");
    if (!given.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected options, but found " + given.keySet() + "\n" + HELP);
    }
    Set<String> contenders = only == null ? Set.copyOf(ALL) : Set.of(only.split(",", -1));
    if (!ALL.containsAll(contenders)) {
      throw new IllegalArgumentException(
          "Expected --only of %s, but found %s".formatted(ALL, only));
    }
    return new Options(
        contenders,
        rounds == null ? (quick ? 2 : 5) : Integer.parseInt(rounds),
        jobs == null ? (quick ? 4_000 : 30_000) : Integer.parseInt(jobs),
        seconds == null ? (quick ? 2 : 20) : Integer.parseInt(seconds),
        database,
        heap == null ? "512m" : heap,
        profile);
  }
}
