package io.carillon.bench.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.carillon.bench.Pace;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Does harm to a cluster under load, and looks whether it keeps what it promises. */
public final class Chaos {

  private static final Duration PATIENCE = Duration.ofMillis(2500);
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
          case "handover" -> new Handover(options, directory, out).run(false).isEmpty();
          case "rolling" ->
              new Handover(options.withDrain("1s"), directory, out).run(true).isEmpty();
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
    try (Scene scene = Scene.open(options, directory, PATIENCE, false)) {
      out.println("faults begin" + Scene.machine());
      Injector injector =
          new Injector(
              scene.cluster,
              scene.rows,
              options.seed(),
              fault -> out.println(fault.shown(scene.begin) + Scene.machine()));
      injector.run(options.length(), options.every());
      Pace.pause(Duration.ofSeconds(1));
      return report(scene, scene.end(), injector.faults());
    }
  }

  private List<String> report(Scene scene, Ledger ledger, List<Fault> faults) {
    Client client = scene.client;
    List<Trigger> triggers = scene.load.triggers();
    out.printf(
        "%,d runs were asked for; calls refused %d, broken %d, unanswered but taken %d,"
            + " 503 %,d, other answers %d; the load was held up for %.1f s%n",
        triggers.size(),
        client.refused.sum(),
        client.closedBefore.sum(),
        client.unanswered.sum(),
        client.unavailable.sum(),
        client.wrong.size(),
        scene.load.heldUpSeconds());
    client.wrong.stream().distinct().limit(SHOWN).forEach(out::println);
    Audit audit =
        new Audit(
            triggers,
            scene.rows,
            ledger,
            faults,
            Silence.read(directory, scene.cluster),
            scene.begin);
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
