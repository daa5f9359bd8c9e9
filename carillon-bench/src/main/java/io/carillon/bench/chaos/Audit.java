package io.carillon.bench.chaos;

import io.carillon.bench.chaos.Ledger.Entry;
import io.carillon.bench.chaos.Rows.Past;
import io.carillon.bench.chaos.Rows.Place;
import io.carillon.bench.chaos.Rows.Run;
import io.carillon.bench.chaos.Rows.TaskRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds what tasks did (the ledger) and what is kept (the rows) against what was promised to those
 * who triggered runs. Whatever does not fit is a finding: a bug.
 */
final class Audit {

  private static final int FAILED = 11;

  /** A worker is not lost to a server before so long a silence; some of it goes unnoticed. */
  private static final long SILENCE_MICROS = 1_500_000;

  /** A process that starts on a machine that is busy can be silent at first. */
  private static final long START_MICROS = 5_000_000;

  /** A fault is still felt when it is over. */
  private static final long AFTERMATH_MICROS = 10_000_000;

  private final List<Trigger> triggers;
  private final Map<Place, TaskRun> tasks;
  private final Map<Place, List<Past>> past;
  private final List<Run> runs;
  private final Ledger ledger;
  private final List<Fault> faults;
  private final List<Silence> silences;
  private final long begin;
  private final List<String> findings = new ArrayList<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  /**
   * @param silences workers that servers took for lost
   * @param begin of the time in which faults came, in microseconds since 1970
   */
  Audit(
      List<Trigger> triggers,
      Rows rows,
      Ledger ledger,
      List<Fault> faults,
      List<Silence> silences,
      long begin) {
    this.silences = silences;
    this.triggers = triggers;
    this.runs = rows.runs();
    this.tasks = rows.tasks();
    this.past = rows.past();
    this.ledger = ledger;
    this.faults = faults;
    this.begin = begin;
  }

  /** What does not fit, each with all that is known of it; none: all is well. */
  List<String> findings() {
    acknowledged();
    for (Run run : runs) {
      Kind kind = Kind.ofWorkflow(run.workflow());
      ended(run, kind);
      for (int i = 0; i < kind.tasks().size(); i++) {
        task(run, kind, i);
      }
    }
    strangers();
    return findings;
  }

  /** What happened how often, that is allowed to. */
  Map<String, Integer> counts() {
    return counts;
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  /** Every acknowledged trigger has its run, and no trigger has two. */
  private void acknowledged() {
    Map<String, Run> byKey = new HashMap<>(runs.size() * 2);
    for (Run run : runs) {
      Run other = byKey.put(run.key(), run);
      if (other != null) {
        find("Expected one run of " + run.key() + ", but there is also " + other, run);
      }
    }
    for (Trigger trigger : triggers) {
      Run run = byKey.remove(trigger.key);
      if (trigger.acknowledged() && (run == null || run.id() != trigger.run)) {
        findings.add(
            "Expected the run %d of the trigger %s of %s, acknowledged at %.3f s, but found %s%n%s"
                .formatted(
                    trigger.run,
                    trigger.key,
                    trigger.workflow,
                    seconds(trigger.acknowledgedAt),
                    run,
                    around(trigger.sentAt, trigger.acknowledgedAt)));
      }
    }
    byKey.values().forEach(run -> find("Expected a trigger of the run, but there is none", run));
  }

  private void ended(Run run, Kind kind) {
    if (run.state() < Rows.ENDED) {
      find("Expected an end of the run", run);
    } else if (run.state() != Rows.SUCCEEDED && !kind.mayFail()) {
      find("Expected the run to succeed", run);
    } else if (run.state() == FAILED) {
      count("runs failed as their kind says");
    }
  }

  private void task(Run run, Kind kind, int number) {
    String name = kind.tasks().get(number);
    Place place = new Place(run.id(), number);
    TaskRun row = tasks.get(place);
    List<Entry> entries = ledger.of(run.id(), name);
    if (row == null) {
      if (!entries.isEmpty() || run.state() == Rows.SUCCEEDED) {
        find("Expected a row of the task " + name, run);
      }
      return;
    }
    startedOnce(run, kind, name, entries);
    rowsFitLedger(run, kind, name, row, entries);
    earlierAttemptsWereLost(run, name, row, past.getOrDefault(place, List.of()));
    overlaps(run, kind, name, entries);
    order(run, kind, name, entries);
  }

  private void startedOnce(Run run, Kind kind, String task, List<Entry> entries) {
    Set<Integer> attempts = new HashSet<>();
    for (Entry entry : entries) {
      if (!attempts.add(entry.attempt())) {
        find("Expected attempt %d of %s once".formatted(entry.attempt(), task), run);
      }
    }
    if (kind == Kind.ONCE && entries.size() > 1) {
      find("Expected a task that is done at most once to begin once", run);
    }
    if (entries.size() > 1) {
      count("tasks that began again");
    }
  }

  private void rowsFitLedger(Run run, Kind kind, String task, TaskRun row, List<Entry> entries) {
    for (Entry entry : entries) {
      if (entry.attempt() > row.attempt()) {
        find("Expected no attempt of %s beyond the rows'".formatted(task), run);
      }
    }
    Entry newest = attempt(entries, row.attempt());
    if (row.state() == Rows.SUCCEEDED) {
      if (newest == null || newest.how() != Ledger.DONE) {
        find("Expected the attempt of %s that succeeded in the ledger".formatted(task), run);
      } else if (!newest.worker().startsWith(row.worker() + "-")) {
        find("Expected %s to succeed on %s".formatted(task, row.worker()), run);
      }
    } else if (run.state() == Rows.SUCCEEDED) {
      find("Expected the task %s to succeed, as the run did".formatted(task), run);
    } else if (run.state() == FAILED && kind.mayFail()) {
      count("tasks failed by " + row.reason());
      if (!Set.of("worker_lost", "handed_back").contains(String.valueOf(row.reason()))) {
        find("Expected %s to fail with its worker".formatted(task), run);
      }
    }
  }

  static @Nullable Entry attempt(List<Entry> entries, int number) {
    return entries.stream().filter(entry -> entry.attempt() == number).findFirst().orElse(null);
  }

  private void earlierAttemptsWereLost(Run run, String task, TaskRun row, List<Past> earlier) {
    if (earlier.size() != Math.max(0, row.attempt() - 1)) {
      find("Expected a row of each earlier attempt of " + task, run);
    }
    for (Past attempt : earlier) {
      count("attempts " + attempt.outcome());
      if (!Set.of("lost", "handed_back").contains(attempt.outcome())) {
        find("Expected attempts of %s to end lost or handed back".formatted(task), run);
      }
    }
  }

  /** Two attempts at once only where the first one's worker was not to be heard. */
  private void overlaps(Run run, Kind kind, String task, List<Entry> entries) {
    for (int i = 1; i < entries.size(); i++) {
      Entry later = entries.get(i);
      for (Entry earlier : entries.subList(0, i)) {
        boolean ordered = earlier.attempt() < later.attempt();
        if (ordered && later.began() >= earlier.ended()) {
          continue;
        }
        count("overlapping attempts");
        if (kind == Kind.ISOLATED) {
          find("Expected no two attempts of %s at once".formatted(task), run);
        } else if (Math.min(earlier.began(), later.began()) < begin) {
          count("overlapping attempts before all processes were warm");
        } else if (silent(ordered ? earlier : later, later.began())) {
          count("overlapping attempts, as a fault silenced the worker");
        } else if (unheard(ordered ? earlier : later, later.began())) {
          count("overlapping attempts, as the machine was too busy for the worker to be heard");
        } else if (takenOver(ordered ? earlier : later, later.began())) {
          count("overlapping attempts, as their server changed and the worker was not heard there");
        } else {
          find("Expected %s elsewhere only when its worker is lost".formatted(task), run);
        }
      }
    }
  }

  /** Whether the attempt's worker was stopped, cut off, or still starting. */
  private boolean silent(Entry entry, long until) {
    String worker = entry.worker().substring(0, entry.worker().lastIndexOf('-'));
    return faults.stream()
        .anyMatch(
            fault ->
                fault.subjects.contains(worker)
                    && fault.from <= until
                    && fault.to + START_MICROS >= entry.began()
                    && (starts(fault) || fault.to - fault.from >= SILENCE_MICROS));
  }

  /** Whether a server says that it did not hear the worker, though nobody silenced it. */
  private boolean unheard(Entry entry, long until) {
    return silences.stream()
        .anyMatch(
            silence ->
                entry.worker().startsWith(silence.worker() + "-")
                    && silence.at() >= entry.began() - START_MICROS
                    && silence.at() <= until);
  }

  /**
   * Whether the run's server may have changed: the next one gives up attempts of workers that do
   * not come to it within a lease, and on a busy machine some come late.
   */
  private boolean takenOver(Entry entry, long until) {
    return faults.stream()
        .anyMatch(
            fault ->
                fault.kind.strikesServers()
                    && fault.touches(entry.began() - AFTERMATH_MICROS, until));
  }

  private static boolean starts(Fault fault) {
    return fault.kind == Fault.Kind.KILL_WORKER || fault.kind == Fault.Kind.END_WORKER;
  }

  /** What a task depends on ended, in the attempt that counts, before it began. */
  private void order(Run run, Kind kind, String task, List<Entry> entries) {
    for (String before : kind.dependsOn(task)) {
      TaskRun row = tasks.get(new Place(run.id(), kind.tasks().indexOf(before)));
      Entry counts = row == null ? null : attempt(ledger.of(run.id(), before), row.attempt());
      for (Entry entry : entries) {
        if (counts == null || counts.how() != Ledger.DONE || counts.ended() > entry.began()) {
          find("Expected %s to end before %s begins".formatted(before, task), run);
        }
      }
    }
  }

  /** Entries of runs that are not kept. */
  private void strangers() {
    Set<Long> ids = new HashSet<>(runs.size() * 2);
    runs.forEach(run -> ids.add(run.id()));
    ledger
        .all()
        .forEach(
            (step, entries) -> {
              if (!ids.contains(step.run())) {
                findings.add("Expected a run of %s, but only found %s".formatted(step, entries));
              }
            });
  }

  private void find(String expected, Run run) {
    StringBuilder text = new StringBuilder("%s, but: %s%n".formatted(expected, run));
    Kind kind = Kind.ofWorkflow(run.workflow());
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int i = 0; i < kind.tasks().size(); i++) {
      String task = kind.tasks().get(i);
      Place place = new Place(run.id(), i);
      text.append("  %s: %s%n".formatted(task, tasks.get(place)));
      for (Past attempt : past.getOrDefault(place, List.of())) {
        text.append("    row: %s%n".formatted(attempt));
      }
      for (Entry entry : ledger.of(run.id(), task)) {
        text.append("    ledger: %s%n".formatted(shown(entry)));
        first = Math.min(first, entry.began());
        last = Math.max(last, entry.ended());
      }
    }
    for (Trigger trigger : triggers) {
      if (trigger.run == run.id()) {
        text.append(
            "  triggered at %.3f s, acknowledged at %.3f s%n"
                .formatted(seconds(trigger.sentAt), seconds(trigger.acknowledgedAt)));
        first = Math.min(first, trigger.sentAt);
        last = Math.max(last, trigger.acknowledgedAt);
      }
    }
    findings.add(text + around(first, last));
  }

  private String shown(Entry entry) {
    return "attempt %d on %s from %.3f to %.3f s (%s)"
        .formatted(
            entry.attempt(),
            entry.worker(),
            seconds(entry.began()),
            seconds(entry.ended()),
            entry.how());
  }

  private double seconds(long micros) {
    return (micros - begin) / 1e6;
  }

  private String around(long first, long last) {
    StringBuilder text = new StringBuilder();
    for (Fault fault : faults) {
      if (fault.touches(first - AFTERMATH_MICROS, last)) {
        text.append("  fault: ").append(fault.shown(begin)).append(System.lineSeparator());
      }
    }
    return text.toString();
  }
}
