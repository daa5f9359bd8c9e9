package io.carillon.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** The measurements that every contender goes through. */
final class Rounds {

  private final Report report;
  private final List<ProcessTree> databases;
  private final int rounds;
  private long handedOver;

  Rounds(Report report, List<ProcessTree> databases, int rounds) {
    this.report = report;
    this.databases = databases;
    this.rounds = rounds;
  }

  /** From the first hand-over to the last execution. One round more goes first, to warm up. */
  void throughput(Contender contender, String what, int jobs, int batch, int callers)
      throws Exception {
    double[] perSecond = new double[rounds];
    round(contender, jobs / 2, batch, callers);
    Map<String, Double> before = cpu(contender);
    for (int i = 0; i < rounds; i++) {
      perSecond[i] = jobs / round(contender, jobs, batch, callers);
    }
    Map<String, Double> cpu = new LinkedHashMap<>();
    cpu(contender)
        .forEach(
            (process, seconds) ->
                cpu.put(
                    process,
                    (seconds - before.getOrDefault(process, 0.0))
                        * 1000
                        / ((double) jobs * rounds)));
    contender.verify(handedOver);
    report.add(contender.name(), what, "jobs/s", Samples.of(perSecond), cpu);
  }

  private double round(Contender contender, int jobs, int batch, int callers) throws Exception {
    AtomicInteger left = new AtomicInteger(jobs);
    long start = Pace.nanos();
    inParallel(
        callers,
        () -> {
          for (int before = left.getAndAdd(-batch); before > 0; before = left.getAndAdd(-batch)) {
            if (batch == 1) {
              contender.enqueueOne();
            } else {
              contender.enqueueBatch(Math.min(batch, before));
            }
          }
          return null;
        });
    handedOver += jobs;
    contender.awaitExecuted(handedOver);
    return Pace.secondsSince(start);
  }

  /** From just before the call that hands the job over to its start, 50 a second. */
  void latency(Contender contender, String what, int perSecond, int times) throws Exception {
    Map<String, Long> sent = new ConcurrentHashMap<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
      List<Future<?>> calls = new ArrayList<>();
      int warmUp = perSecond;
      Pace.evenly(
          perSecond,
          warmUp + times,
          i -> {
            long now = Pace.epochMicros();
            calls.add(
                callers.submit(
                    () -> {
                      String key = contender.enqueueStamped();
                      if (i >= warmUp) {
                        sent.put(key, now);
                      }
                      return null;
                    }));
          });
      await(calls);
    }
    Pace.await(
        "every start",
        Duration.ofSeconds(30),
        () -> starts(contender).keySet().containsAll(sent.keySet()));
    Map<String, Long> starts = starts(contender);
    double[] millis =
        sent.entrySet().stream()
            .mapToDouble(
                call -> (starts.getOrDefault(call.getKey(), 0L) - call.getValue()) / 1000.0)
            .toArray();
    report.addLatency(contender.name(), what, Samples.of(millis));
  }

  private static Map<String, Long> starts(Contender contender) {
    try {
      return contender.starts();
    } catch (Exception e) {
      throw new IllegalStateException("Expected start times, but failed to read them", e);
    }
  }

  private Map<String, Double> cpu(Contender contender) {
    Map<String, Double> cpu = new LinkedHashMap<>();
    contender.processes().forEach(process -> cpu.put(process.name(), process.cpuSeconds()));
    databases.forEach(process -> cpu.put(process.name(), process.cpuSeconds()));
    cpu.put("load", ProcessTree.own("load").ownCpuSeconds());
    return cpu;
  }

  private static void inParallel(int callers, Callable<?> work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        calls.add(threads.submit(work));
      }
      await(calls);
    }
  }

  private static void await(List<Future<?>> calls) throws Exception {
    for (Future<?> call : calls) {
      try {
        call.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("Expected every call to succeed, but one failed", e);
      }
    }
  }
}
