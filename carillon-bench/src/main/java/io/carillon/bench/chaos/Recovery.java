package io.carillon.bench.chaos;

import io.carillon.bench.Samples;
import io.carillon.bench.chaos.Ledger.Entry;
import io.carillon.kernel.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long it takes until work goes on after a process was killed, in seconds. */
final class Recovery {

  /** What was not going on again by then is a failure of its own. */
  private static final long LIMIT_MICROS = 60_000_000;

  /** Another fault so soon after the first has a part in how long it takes. */
  private static final long UNDISTURBED_MICROS = 3_000_000;

  private final List<Trigger> triggers;
  private final Ledger ledger;
  private final List<Fault> faults;

  Recovery(List<Trigger> triggers, Ledger ledger, List<Fault> faults) {
    this.triggers = triggers;
    this.ledger = ledger;
    this.faults = faults;
  }

  /** Whether no other fault was at work just before, or soon after. */
  private boolean undisturbed(Fault fault) {
    return faults.stream()
        .noneMatch(
            other ->
                other != fault
                    && other.touches(
                        fault.from - UNDISTURBED_MICROS, fault.from + UNDISTURBED_MICROS));
  }

  private List<Fault> of(Fault.Kind kind, boolean alone) {
    return faults.stream()
        .filter(fault -> fault.kind == kind && (!alone || undisturbed(fault)))
        .toList();
  }

  /**
   * For each workflow of a partition that a killed server owned: from the kill until a run of it
   * begins that was triggered after the kill.
   *
   * @param alone only kills without another fault around
   */
  List<Double> serverStarts(Fault.Kind kind, boolean alone) {
    List<Double> seconds = new ArrayList<>();
    Map<String, List<Trigger>> byWorkflow = new HashMap<>();
    for (Trigger trigger : triggers) {
      if (trigger.kind == Kind.INSTANT && trigger.acknowledged()) {
        byWorkflow.computeIfAbsent(trigger.workflow, name -> new ArrayList<>()).add(trigger);
      }
    }
    for (Fault fault : of(kind, alone)) {
      for (List<Trigger> of : byWorkflow.values()) {
        if (fault.partitions.contains(Ids.partition(of.getFirst().run))) {
          add(seconds, fault.from, firstBegin(of, fault.from));
        }
      }
    }
    return seconds;
  }

  private static void add(List<Double> seconds, long from, long to) {
    if (to != Long.MAX_VALUE) {
      seconds.add((to - from) / 1e6);
    }
  }

  private long firstBegin(List<Trigger> of, long from) {
    long first = Long.MAX_VALUE;
    for (Trigger trigger : of) {
      if (trigger.sentAt >= from && trigger.sentAt < from + LIMIT_MICROS) {
        List<Entry> entries = ledger.of(trigger.run, "work");
        if (!entries.isEmpty()) {
          first = Math.min(first, entries.getFirst().began());
        }
      }
    }
    return first;
  }

  /** For each partition: until a run is acknowledged that was triggered after the kill. */
  List<Double> serverCommits(Fault.Kind kind, boolean alone) {
    List<Double> seconds = new ArrayList<>();
    for (Fault fault : of(kind, alone)) {
      Map<Integer, Long> first = new HashMap<>();
      for (Trigger trigger : triggers) {
        if (trigger.acknowledged()
            && trigger.sentAt >= fault.from
            && trigger.sentAt < fault.from + LIMIT_MICROS) {
          first.merge(Ids.partition(trigger.run), trigger.acknowledgedAt, Math::min);
        }
      }
      for (int partition : fault.partitions) {
        add(seconds, fault.from, first.getOrDefault(partition, Long.MAX_VALUE));
      }
    }
    return seconds;
  }

  /** For each attempt that a killed worker ran, and that may run elsewhere: until it does. */
  List<Double> workerStarts(boolean alone, boolean isolated) {
    Map<String, Fault> kills = new HashMap<>();
    for (Fault fault : of(Fault.Kind.KILL_WORKER, alone)) {
      kills.put(String.valueOf(fault.process), fault);
    }
    Map<Long, Kind> kinds = new HashMap<>();
    triggers.forEach(trigger -> kinds.put(trigger.run, trigger.kind));
    List<Double> seconds = new ArrayList<>();
    ledger
        .all()
        .forEach(
            (step, entries) -> {
              Kind kind = kinds.getOrDefault(step.run(), Kind.ONCE);
              if (!kind.mayFail() && (kind == Kind.ISOLATED) == isolated) {
                restarts(entries, kills, seconds);
              }
            });
    return seconds;
  }

  private static void restarts(
      List<Entry> entries, Map<String, Fault> kills, List<Double> seconds) {
    for (Entry entry : entries) {
      Fault kill = entry.how() == Ledger.CUT_OFF ? kills.get(entry.worker()) : null;
      @Nullable Entry next = Audit.attempt(entries, entry.attempt() + 1);
      if (kill != null && next != null) {
        seconds.add((next.began() - kill.from) / 1e6);
      }
    }
  }

  static String shown(List<Double> seconds) {
    if (seconds.isEmpty()) {
      return "none";
    }
    Samples samples = Samples.of(seconds.stream().mapToDouble(each -> each).toArray());
    return "%d: p50 %.2f s, p90 %.2f s, p99 %.2f s, max %.2f s"
        .formatted(
            samples.size(),
            samples.median(),
            samples.quantile(0.9),
            samples.quantile(0.99),
            samples.max());
  }
}
