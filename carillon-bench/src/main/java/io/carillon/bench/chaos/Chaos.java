package io.carillon.bench.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.carillon.bench.Pace;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Does harm to a cluster under load, and looks whether it keeps what it promises. */
public final class Chaos {

  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final int WARM_LOOKS = 150;
  private static final Duration LAST_RUNS = Duration.ofSeconds(90);
  private static final int SHOWN = 30;

  private final ChaosOptions options;
  private final Path directory;
  private final PrintStream out;

  Chaos(ChaosOptions options, Path directory, PrintStream out) {
    this.options = options;
    this.directory = directory;
    this.out = out;
  }

  /** See {@code docs/chaos.md}. Ends with an error if a promise was broken. */
  public static void main(String[] args) throws Exception {
    System.setProperty("logback.configurationFile", "io/carillon/bench/logback-bench.xml");
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    String what = args.length == 0 ? "" : args[0];
    ChaosOptions options =
        ChaosOptions.parse(Arrays.copyOfRange(args, Math.min(1, args.length), args.length));
    Path directory = Files.createTempDirectory("carillon-chaos");
    boolean fine =
        switch (what) {
          case "chaos" -> new Chaos(options, directory, out).run().isEmpty();
          default -> throw new IllegalArgumentException("Expected\n" + ChaosOptions.HELP);
        };
    System.exit(fine ? 0 : 1);
  }

  /** What does not fit; none: all is well. */
  List<String> run() throws Exception {
    out.printf(
        "seed %d, %d servers, %d workers, %d runs/s, registry %s; processes' logs in %s%n",
        options.seed(),
        options.servers(),
        options.workers(),
        options.rate(),
        options.zookeeper() ? "ZooKeeper" : "jdbc",
        directory);
    try (Cluster cluster = Cluster.start(directory, options);
        Client client = new Client(cluster.servers(), cluster.token(), false)) {
      Rows rows = new Rows(cluster.postgres().url(cluster.postgres().port()));
      Load load = new Load(client, options.rate(), options.seed());
      load.prepare();
      load.start();
      Pace.pause(WARM_UP);
      for (int i = 0; i < WARM_LOOKS && !load.warm(); i++) {
        Pace.pause(Duration.ofMillis(200));
      }
      load.open();
      long begin = Pace.epochMicros();
      out.println("faults begin" + machine());
      Injector injector =
          new Injector(
              cluster, rows, options.seed(), fault -> out.println(fault.shown(begin) + machine()));
      injector.run(options.length(), options.every());
      Pace.pause(Duration.ofSeconds(1));
      load.end();
      Pace.await("an end of all runs", LAST_RUNS, () -> rows.unfinished() == 0);
      settled(client);
      Ledger ledger = Ledger.read(directory, cluster.workers());
      return report(load, client, rows, ledger, injector.faults(), begin);
    }
  }

  private static String machine() {
    try {
      return " [load " + Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0] + "]";
    } catch (java.io.IOException e) {
      return "";
    }
  }

  /** All servers are members, and every partition is where it should be. */
  private void settled(Client client) {
    for (int i = 0; i < options.servers(); i++) {
      int server = i;
      Pace.await("a settled cluster", Duration.ofSeconds(30), () -> settled(client, server));
    }
  }

  private boolean settled(Client client, int server) {
    Map<String, ?> found = client.get(server, "/api/v1/cluster");
    if (found == null || !Boolean.TRUE.equals(found.get("joined"))) {
      return false;
    }
    List<?> partitions = (List<?>) Objects.requireNonNull(found.get("partitions"));
    return ((List<?>) Objects.requireNonNull(found.get("members"))).size() == options.servers()
        && partitions.stream()
            .map(each -> (Map<?, ?>) each)
            .allMatch(
                each ->
                    each.get("owner") != null
                        && Objects.equals(each.get("owner"), each.get("target")));
  }

  private List<String> report(
      Load load, Client client, Rows rows, Ledger ledger, List<Fault> faults, long begin) {
    List<Trigger> triggers = load.triggers();
    out.printf(
        "%,d runs were asked for; calls refused %d, broken %d, unanswered but taken %d,"
            + " 503 %,d, other answers %d; the load was held up for %.1f s%n",
        triggers.size(),
        client.refused.sum(),
        client.closedBefore.sum(),
        client.unanswered.sum(),
        client.unavailable.sum(),
        client.wrong.size(),
        load.heldUpSeconds());
    client.wrong.stream().distinct().limit(SHOWN).forEach(out::println);
    Audit audit = new Audit(triggers, rows, ledger, faults, begin);
    List<String> findings = audit.findings();
    out.println(audit.counts());
    recovery(new Recovery(triggers, ledger, faults));
    out.printf("%d findings%n", findings.size());
    findings.stream().limit(SHOWN).forEach(out::println);
    return findings;
  }

  private void recovery(Recovery recovery) {
    for (boolean alone : new boolean[] {true, false}) {
      out.println(alone ? "Without another fault around:" : "All:");
      show("a server is killed, runs begin", recovery.serverStarts(Fault.Kind.KILL_SERVER, alone));
      show("a server is killed, commits", recovery.serverCommits(Fault.Kind.KILL_SERVER, alone));
      show("a server is ended, runs begin", recovery.serverStarts(Fault.Kind.END_SERVER, alone));
      show("a worker is killed, attempts begin", recovery.workerStarts(alone, false));
      show("the same, stop_when_isolated", recovery.workerStarts(alone, true));
    }
  }

  private void show(String what, List<Double> seconds) {
    out.printf("  %-36s %s%n", what, Recovery.shown(seconds));
  }
}
