package io.carillon.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Lives through the worlds of a range of seeds, on several threads. */
public final class Seeds {

  /**
   * What became of them.
   *
   * @param lived how many worlds there were
   * @param violations of promises, the first ones
   * @param counts how often what happened
   */
  public record Summary(long lived, List<Simulation.Outcome> violations, Map<String, Long> counts) {

    public Summary {
      violations = List.copyOf(violations);
      counts = Map.copyOf(counts);
    }
  }

  private final long end;
  private final int mostViolations;
  private final AtomicLong next;
  private final List<Simulation.Outcome> violations = new ArrayList<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private long lived;

  private Seeds(long from, long end, int mostViolations) {
    this.next = new AtomicLong(from);
    this.end = end;
    this.mostViolations = mostViolations;
  }

  /**
   * Lives through all of them, or until too many were violated.
   *
   * @param from the first
   * @param end after the last
   * @param lived told of each world
   */
  public static Summary live(
      long from, long end, int threads, int mostViolations, Consumer<Simulation.Outcome> lived)
      throws InterruptedException {
    Seeds seeds = new Seeds(from, end, mostViolations);
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(() -> seeds.live(lived), "seeds-" + i);
      thread.start();
      all.add(thread);
    }
    for (Thread thread : all) {
      thread.join();
    }
    return new Summary(seeds.lived, seeds.violations, seeds.counts);
  }

  private void live(Consumer<Simulation.Outcome> told) {
    long seed = next.getAndIncrement();
    while (seed < end && add(new Simulation(seed).run(), told)) {
      seed = next.getAndIncrement();
    }
  }

  private synchronized boolean add(Simulation.Outcome outcome, Consumer<Simulation.Outcome> told) {
    lived++;
    outcome.counts().forEach((what, count) -> counts.merge(what, count, Long::sum));
    counts.merge("events", outcome.events(), Long::sum);
    counts.merge("virtual seconds", (long) outcome.seconds(), Long::sum);
    if (outcome.violation() != null) {
      violations.add(outcome);
    }
    told.accept(outcome);
    return violations.size() < mostViolations;
  }
}
