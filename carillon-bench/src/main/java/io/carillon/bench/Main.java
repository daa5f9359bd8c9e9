package io.carillon.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs the benchmarks; see {@link Options#HELP}. */
public final class Main {

  private static final int PER_SECOND = 50;

  private final Options options;
  private final Report report;
  private final PostgresDatabase postgres;
  private final Path directory;

  private Main(Options options, Report report, PostgresDatabase postgres, Path directory) {
    this.directory = directory;
    this.options = options;
    this.report = report;
    this.postgres = postgres;
  }

  /** Measures what the options name, and prints it. */
  public static void main(String[] args) throws Exception {
    // Before anything logs: only what goes wrong, whatever the class path brings.
    System.setProperty("logback.configurationFile", "io/carillon/bench/logback-bench.xml");
    if (args.length > 0 && args[0].equals("--help")) {
      System.out.println(Options.HELP);
      return;
    }
    Options options = Options.parse(args);
    Report report = new Report(new PrintStream(System.out, true, UTF_8));
    Path directory = Files.createTempDirectory("carillon-bench");
    long start = Pace.nanos();
    try (PostgresDatabase postgres = new PostgresDatabase(options.database(), directory)) {
      report.say(
          "%d cores, %.1f GiB, Java %s, PostgreSQL %s"
              .formatted(
                  Runtime.getRuntime().availableProcessors(),
                  memoryGib(),
                  Runtime.version(),
                  postgres.version()));
      new Main(options, report, postgres, directory).run();
    } finally {
      delete(directory);
    }
    report.markdown();
    report.say("%nTook %.0f s".formatted(Pace.secondsSince(start)));
    // Quartz and the like leave threads behind.
    System.exit(0);
  }

  private void run() throws Exception {
    if (options.contenders().contains("postgresql")) {
      carillon("PostgreSQL", postgres.newDatabase(), List.of(postgres.process()));
    }
    if (options.contenders().contains("sqlite")) {
      carillon("SQLite", "jdbc:sqlite:" + directory.resolve("carillon.db"), List.of());
    }
    if (options.contenders().contains("db-scheduler")) {
      dbScheduler();
    }
    if (options.contenders().contains("quartz")) {
      quartz();
    }
  }

  private void carillon(String database, String url, List<ProcessTree> databases) throws Exception {
    Path data = directory.resolve(database);
    try (CarillonContender contender =
        new CarillonContender(database, url, data, javaOptions(database))) {
      Rounds rounds = begin(contender, databases, options.rounds());
      rounds.throughput(contender, "throughput, batches of 500", options.jobs(), 500, 4);
      rounds.throughput(contender, "throughput, one a call", options.jobs() / 2, 1, 32);
      rounds.latency(contender, "trigger → start", PER_SECOND, latencyTimes());
      int times = 4 * options.rounds();
      report.addMillis(contender.name(), "chain of 50, per hop", contender.chainHops(times));
      report.addMillis(contender.name(), "1 → 100 → 1", contender.fans(times));
      if (contender.refusals() > 0) {
        report.say("%d calls were answered 503 and made again".formatted(contender.refusals()));
      }
    }
  }

  private List<String> javaOptions(String database) {
    List<String> java = new ArrayList<>(List.of("-Xmx" + options.heap()));
    if (options.profile() != null) {
      // %p is the process.
      Path recording = Path.of(options.profile(), database + "-%p.jfr").toAbsolutePath();
      java.add("-XX:StartFlightRecording:settings=profile,filename=" + recording);
    }
    return java;
  }

  private void dbScheduler() throws Exception {
    try (Contender contender = new DbSchedulerContender(postgres.newDatabase(), false)) {
      Rounds rounds = begin(contender, options.rounds());
      rounds.throughput(contender, "throughput, batches of 500", options.jobs(), 500, 4);
      rounds.latency(contender, "trigger → start", PER_SECOND, latencyTimes());
    }
    try (Contender contender = new DbSchedulerContender(postgres.newDatabase(), true)) {
      Rounds rounds = begin(contender, options.rounds());
      rounds.throughput(contender, "throughput, one a call", options.jobs() / 2, 1, 16);
      rounds.latency(contender, "trigger → start", PER_SECOND, latencyTimes());
    }
  }

  private void quartz() throws Exception {
    try (Contender contender = new QuartzContender(postgres.newDatabase())) {
      Rounds rounds = begin(contender, Math.min(3, options.rounds()));
      int jobs = Math.max(200, options.jobs() / 20);
      rounds.throughput(contender, "throughput, batches of 100", jobs, 100, 2);
      rounds.throughput(contender, "throughput, one a call", jobs, 1, 8);
      rounds.latency(contender, "trigger → start", PER_SECOND, latencyTimes());
    }
  }

  private Rounds begin(Contender contender, int rounds) {
    return begin(contender, List.of(postgres.process()), rounds);
  }

  private Rounds begin(Contender contender, List<ProcessTree> databases, int rounds) {
    report.say("%n%s: %s".formatted(contender.name(), contender.remark()));
    return new Rounds(report, databases, rounds);
  }

  private int latencyTimes() {
    return PER_SECOND * options.latencySeconds();
  }

  private static double memoryGib() throws IOException {
    String total = Files.readAllLines(Path.of("/proc/meminfo")).getFirst();
    return Long.parseLong(total.replaceAll("\\D", "")) / 1024.0 / 1024.0;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
