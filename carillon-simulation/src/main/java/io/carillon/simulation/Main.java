package io.carillon.simulation;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lives through many worlds and tells what happened in them; docs/simulation.md has the command.
 *
 * <pre>
 * java … io.carillon.simulation.Main --seeds=0..100000 --threads=2
 * java -Dsimulation.seed=4711 … io.carillon.simulation.Main
 * </pre>
 */
public final class Main {

  static {
    // Before anything logs: so that it is part of the history.
    System.setProperty("slf4j.provider", "io.carillon.simulation.clockwork.SimLogging");
    System.setProperty("slf4j.internal.verbosity", "WARN");
  }

  private static final PrintStream OUT = System.out;

  private Main() {}

  /**
   * Takes {@code --seeds=FROM..END}, {@code --threads} and {@code --violations} (as many as it goes
   * on after); ends with 1 if a promise was broken. With the property {@code simulation.seed} it is
   * that world alone.
   */
  public static void main(String[] args) throws InterruptedException {
    Long seed = Long.getLong("simulation.seed");
    Map<String, String> options = options(args);
    String[] range = options.getOrDefault("seeds", "0..1000").split("\\.\\.", 2);
    long from = seed != null ? seed : Long.parseLong(range[0]);
    long end = seed != null ? seed + 1 : Long.parseLong(range[range.length - 1]);
    String processors = String.valueOf(Runtime.getRuntime().availableProcessors());
    int threads = Integer.parseInt(options.getOrDefault("threads", processors));
    int most = Integer.parseInt(options.getOrDefault("violations", "1"));
    long began = System.nanoTime();
    long[] lived = {0};
    Seeds.Summary summary =
        Seeds.live(
            from,
            end,
            threads,
            most,
            outcome -> {
              if (outcome.violation() != null) {
                OUT.printf(Locale.ROOT, "Seed %d: %s%n", outcome.seed(), outcome.violation());
              }
              lived[0]++;
              if (lived[0] % 1_000 == 0) {
                OUT.printf(Locale.ROOT, "… %d worlds, %.0f s%n", lived[0], seconds(began));
              }
            });
    tell(summary, seconds(began));
    if (!summary.violations().isEmpty()) {
      OUT.print(Failure.text(summary.violations().getFirst()));
      System.exit(1);
    }
  }

  private static void tell(Seeds.Summary summary, double seconds) {
    new TreeMap<>(summary.counts())
        .forEach((what, count) -> OUT.printf(Locale.ROOT, "%,14d  %s%n", count, what));
    OUT.printf(
        Locale.ROOT,
        "%,d worlds in %.0f s, %.0f each second; promises broken in %d%n",
        summary.lived(),
        seconds,
        summary.lived() / seconds,
        summary.violations().size());
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static Map<String, String> options(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (!arg.startsWith("--") || equals < 0) {
        throw new IllegalArgumentException("Expected --name=value, but found " + arg);
      }
      options.put(arg.substring(2, equals), arg.substring(equals + 1));
    }
    return options;
  }
}
