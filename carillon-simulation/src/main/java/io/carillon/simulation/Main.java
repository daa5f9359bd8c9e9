package io.carillon.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lives through many worlds.
 *
 * <pre>
 * java … io.carillon.simulation.Main seeds=100000 from=0 threads=2
 * </pre>
 */
public final class Main {

  private Main() {}

  /** Takes {@code seeds}, {@code from} and {@code threads}; ends with 1 if a promise was broken. */
  public static void main(String[] args) throws InterruptedException {
    Map<String, Long> options = options(args);
    long from = options.getOrDefault("from", 0L);
    long seeds = options.getOrDefault("seeds", 1_000L);
    long most = options.getOrDefault("failures", 5L);
    AtomicLong next = new AtomicLong(from);
    LongAdder events = new LongAdder();
    LongAdder runs = new LongAdder();
    ConcurrentLinkedQueue<World.Outcome> failures = new ConcurrentLinkedQueue<>();
    long began = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < options.getOrDefault("threads", 1L); i++) {
      Thread thread =
          new Thread(
              () -> {
                long seed = next.getAndIncrement();
                while (seed < from + seeds && failures.size() < most) {
                  World.Outcome outcome = new World(seed).run();
                  events.add(outcome.events());
                  runs.add(outcome.runs());
                  if (outcome.violation() != null) {
                    failures.add(outcome);
                    System.out.println("Seed " + seed + ": " + outcome.violation());
                  }
                  if ((seed + 1) % 1_000 == 0) {
                    System.out.printf(
                        "… %d, %.0f s%n", seed + 1, (System.nanoTime() - began) / 1e9);
                  }
                  seed = next.getAndIncrement();
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "%d seeds in %.1f s, %d events, %d runs, %d failed%n",
        Math.min(seeds, next.get() - from), seconds, events.sum(), runs.sum(), failures.size());
    World.Outcome first = failures.peek();
    if (first != null) {
      System.out.println("The last events of seed " + first.seed() + ":");
      first.lastEvents().forEach(System.out::println);
      System.exit(1);
    }
  }

  private static Map<String, Long> options(String[] args) {
    Map<String, Long> options = new TreeMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("Expected name=number, but found " + arg);
      }
      options.put(arg.substring(0, equals), Long.valueOf(arg.substring(equals + 1)));
    }
    return options;
  }
}
