package io.carillon.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Trials of what must hold under unusual load: each ends with an error if it does not.
 *
 * <pre>
 * backlog [RUNS]   queued runs beyond the heap (300000 with -Xmx256m): none fails, none is lost
 * deep [TASKS]     a chain of tasks (2000): a step at its end beside a step at its start
 * fair [RUNS]      queued runs of one workflow (10000) beside one run of another
 * </pre>
 */
public final class Trials {

  private static final String NOOP = "namespace: bench\nname: %s\ntasks: {work: {type: noop}}\n";

  private final PrintStream out = new PrintStream(System.out, true, UTF_8);
  private final Path directory;
  private final PostgresDatabase postgres;

  private Trials(Path directory, PostgresDatabase postgres) {
    this.directory = directory;
    this.postgres = postgres;
  }

  /** Runs the trial that the first argument names. */
  public static void main(String[] args) throws Exception {
    System.setProperty("logback.configurationFile", "io/carillon/bench/logback-bench.xml");
    Path directory = Files.createTempDirectory("carillon-trial");
    try (PostgresDatabase postgres = new PostgresDatabase(null, directory)) {
      Trials trials = new Trials(directory, postgres);
      String trial = args.length == 0 ? "" : args[0];
      Integer size = args.length < 2 ? null : Integer.valueOf(args[1]);
      switch (trial) {
        case "backlog" -> trials.backlog(size == null ? 300_000 : size);
        case "deep" -> trials.deep(size == null ? 2_000 : size);
        case "fair" -> trials.fair(size == null ? 10_000 : size);
        default ->
            throw new IllegalArgumentException("Expected backlog, deep or fair, but " + trial);
      }
    }
  }

  private CarillonProcesses start(String heap) throws Exception {
    return new CarillonProcesses(
        directory.resolve("data"), postgres.newDatabase(), List.of("-Xmx" + heap));
  }

  private void backlog(int runs) throws Exception {
    try (CarillonProcesses carillon = start("256m")) {
      CarillonApi api = carillon.api();
      api.save("many", NOOP.formatted("many"));
      long begun = Pace.nanos();
      for (int sent = 0; sent < runs; sent += 500) {
        api.triggerBatch("many", Math.min(500, runs - sent));
      }
      out.printf("%,d runs queued in %.0f s%n", runs, Pace.secondsSince(begun));
      long worked = Pace.nanos();
      carillon.startWorker(256);
      api.awaitEnd("many");
      double seconds = Pace.secondsSince(worked);
      out.printf("worked off in %.0f s: %,.0f jobs/s%n", seconds, runs / seconds);
      expect("succeeded runs", runs, api.succeeded("many"));
    }
  }

  private void deep(int tasks) throws Exception {
    StringBuilder definition = new StringBuilder("namespace: bench\nname: deep\ntasks:\n");
    for (int i = 0; i < tasks; i++) {
      String after = i == 0 ? "" : ", depends_on: [t%d]".formatted(i - 1);
      definition.append("  t%d: {type: noop%s}\n".formatted(i, after));
    }
    try (CarillonProcesses carillon = start("512m")) {
      CarillonApi api = carillon.api();
      carillon.startWorker(16);
      api.save("deep", definition.toString());
      for (int round = 1; round <= 3; round++) {
        String run = api.trigger("deep");
        api.awaitEnd("deep");
        List<?> steps = api.tasks(run);
        out.printf(
            "round %d: a step of the first tenth takes %.2f ms, of the last tenth %.2f ms%n",
            round,
            millisOfAStep(steps.subList(0, tasks / 10)),
            millisOfAStep(steps.subList(tasks - tasks / 10, tasks)));
      }
      expect("succeeded runs", 3, api.succeeded("deep"));
    }
  }

  private static double millisOfAStep(List<?> steps) {
    Duration all = Duration.between(readyAt(steps.getFirst()), readyAt(steps.getLast()));
    return (double) all.toMillis() / (steps.size() - 1);
  }

  private static Instant readyAt(Object task) {
    return Instant.parse(String.valueOf(((Map<?, ?>) task).get("ready_at")));
  }

  private void fair(int runs) throws Exception {
    try (CarillonProcesses carillon = start("512m")) {
      CarillonApi api = carillon.api();
      api.save("many", NOOP.formatted("many"));
      api.save("few", NOOP.formatted("few"));
      for (int sent = 0; sent < runs; sent += 500) {
        api.triggerBatch("many", Math.min(500, runs - sent));
      }
      String few = api.trigger("few");
      carillon.startWorker(1);
      api.awaitEnd("few");
      long done = api.succeeded("many");
      out.printf("%,d of %,d runs of the other workflow went before%n", done, runs);
      expect("end of the run", "succeeded", api.run(few).get("state"));
      if (done > runs / 10) {
        throw new IllegalStateException("Expected turns, but one workflow waited for the other");
      }
      api.awaitEnd("many");
      expect("succeeded runs", runs, api.succeeded("many"));
    }
  }

  private void expect(String what, Object expected, @Nullable Object found) throws IOException {
    if (!String.valueOf(expected).equals(String.valueOf(found))) {
      throw new IOException("Expected %s: %s, but found %s".formatted(what, expected, found));
    }
    out.printf("%s: %s, as expected%n", what, found);
  }
}
