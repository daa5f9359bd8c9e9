package io.carillon.bench.chaos;

import io.carillon.bench.Pace;
import io.carillon.bench.chaos.Cluster.Server;
import io.carillon.bench.chaos.Ledger.Entry;
import io.carillon.kernel.Ids;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Servers that are told to end and start again, one after the other, under load: no request may
 * fail, and partitions pause for a moment alone.
 */
final class Handover {

  private static final Duration REST = Duration.ofSeconds(3);
  private static final long ASIDE_MICROS = 500_000;
  private static final long MOVE_MICROS = 3_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int SHOWN = 20;

  private final ChaosOptions options;
  private final Path directory;
  private final PrintStream out;

  /** A time in which some partitions moved. In microseconds since 1970. */
  private record Move(String why, Set<Integer> partitions, long from, long to) {}

  Handover(ChaosOptions options, Path directory, PrintStream out) {
    this.options = options;
    this.directory = directory;
    this.out = out;
  }

  /**
   * What was not as it should be; none: all is well.
   *
   * @param balanced whether clients go where a load balancer sends them, which sends nobody to a
   *     server that is not ready; if not, they go to the next when a server takes no connection
   */
  List<String> run(boolean balanced) throws Exception {
    try (Scene scene = Scene.open(options, directory, PATIENCE, balanced)) {
      out.println("servers begin to end" + Scene.machine());
      List<Move> moves = new ArrayList<>();
      Pace.pause(REST);
      long start = Pace.nanos();
      do {
        for (Server server : scene.cluster.servers()) {
          restart(scene, server, moves);
        }
      } while (Pace.secondsSince(start) < options.length().toSeconds());
      Ledger ledger = scene.end();
      pauses(scene, ledger, moves);
      return failures(scene, ledger, balanced);
    }
  }

  private void restart(Scene scene, Server server, List<Move> moves) {
    Set<Integer> owned = scene.rows.ownedBy(server.name());
    long told = Pace.epochMicros();
    server.node().terminate();
    long ended = Pace.epochMicros();
    Pace.pause(Duration.ofSeconds(1));
    moves.add(new Move("to others", owned, told, Math.max(ended, told + MOVE_MICROS)));
    long restarted = Pace.epochMicros();
    scene.cluster.startServing(server.node());
    scene.settle();
    Set<Integer> back = scene.rows.ownedBy(server.name());
    Pace.pause(REST);
    moves.add(new Move("back", back, restarted, Pace.epochMicros()));
    out.printf(
        "%s: told at %.1f s, ended after %.1f s; %d partitions moved, %d came to it%s%n",
        server.name(),
        (told - scene.begin) / 1e6,
        (ended - told) / 1e6,
        owned.size(),
        back.size(),
        Scene.machine());
  }

  private void pauses(Scene scene, Ledger ledger, List<Move> moves) {
    Map<Move, Map<Integer, Double>> longest = new HashMap<>();
    List<Double> usual = new ArrayList<>();
    for (Trigger trigger : scene.load.triggers()) {
      List<Entry> entries = ledger.of(trigger.run, "work");
      if (trigger.kind != Kind.INSTANT || trigger.sentAt < scene.begin || entries.isEmpty()) {
        continue;
      }
      double latency = (entries.getFirst().began() - trigger.sentAt) / 1e6;
      int partition = Ids.partition(trigger.run);
      boolean quiet = true;
      for (Move move : moves) {
        if (trigger.sentAt >= move.from - ASIDE_MICROS && trigger.sentAt <= move.to) {
          quiet = false;
          if (move.partitions.contains(partition)) {
            longest
                .computeIfAbsent(move, absent -> new HashMap<>())
                .merge(partition, latency, Math::max);
          }
        }
      }
      if (quiet) {
        usual.add(latency);
      }
    }
    out.println("from the trigger to the start of a run, with nothing moving: " + shown(usual));
    for (String why : List.of("to others", "back")) {
      List<Double> of = new ArrayList<>();
      longest.forEach(
          (move, each) -> {
            if (move.why.equals(why)) {
              of.addAll(each.values());
            }
          });
      out.println("the longest of each partition that moved " + why + ": " + shown(of));
    }
  }

  private static String shown(List<Double> seconds) {
    return Recovery.shown(seconds);
  }

  private List<String> failures(Scene scene, Ledger ledger, boolean balanced) {
    Client client = scene.client;
    List<Trigger> triggers = scene.load.triggers();
    out.printf(
        "%,d runs; calls refused %d, broken before they were taken %d, unanswered %d, 503 %d,"
            + " other answers %d%n",
        triggers.size(),
        client.refused.sum(),
        client.closedBefore.sum(),
        client.unanswered.sum(),
        client.unavailable.sum(),
        client.wrong.size());
    client.incidents.stream().limit(SHOWN).forEach(incident -> out.println(at(scene, incident)));
    List<String> findings =
        new ArrayList<>(
            new Audit(
                    triggers,
                    scene.rows,
                    ledger,
                    List.of(),
                    Silence.read(directory, scene.cluster),
                    scene.begin)
                .findings());
    long failed = client.unanswered.sum() + client.unavailable.sum() + client.wrong.size();
    if (balanced) {
      failed += client.refused.sum() + client.closedBefore.sum();
    }
    if (failed > 0) {
      findings.add("Expected no request to fail, but " + failed + " did");
    }
    findings.stream().limit(SHOWN).forEach(out::println);
    return findings;
  }

  private static String at(Scene scene, String incident) {
    int space = incident.indexOf(' ');
    long micros = Long.parseLong(incident.substring(0, space));
    return "  at %.3f s%s".formatted((micros - scene.begin) / 1e6, incident.substring(space));
  }
}
