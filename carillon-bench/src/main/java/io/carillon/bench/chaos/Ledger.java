package io.carillon.bench.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the tasks wrote down: every attempt that began, and how it ended. */
final class Ledger {

  static final char BEGUN = 'b';
  static final char DONE = 'd';
  static final char STOPPED = 's';

  /** Of an attempt that was under way when its worker's process ended, or still is. */
  static final char CUT_OFF = '-';

  /** A task of a run. */
  record Step(long run, String task) {}

  /**
   * An attempt that began.
   *
   * @param attempt its number
   * @param worker the label of the worker's process
   * @param began in microseconds since 1970
   * @param ended the same; of one that was cut off, when its process ended
   * @param how {@link #DONE}, {@link #STOPPED} or {@link #CUT_OFF}
   */
  record Entry(int attempt, String worker, long began, long ended, char how) {

    String shown() {
      return "attempt %d on %s: %d to %d (%s)".formatted(attempt, worker, began, ended, how);
    }
  }

  private final Map<Step, List<Entry>> entries;

  private Ledger(Map<Step, List<Entry>> entries) {
    this.entries = entries;
  }

  static Ledger read(Path directory, List<Node> workers) {
    Map<Step, List<Entry>> entries = new HashMap<>(1 << 16);
    for (Node worker : workers) {
      for (Node.Incarnation process : worker.incarnations()) {
        Path file = directory.resolve(process.label() + ".ledger");
        if (Files.exists(file)) {
          read(file, process, entries);
        }
      }
    }
    entries.values().forEach(list -> list.sort(Comparator.comparingLong(Entry::began)));
    return new Ledger(entries);
  }

  private static void read(Path file, Node.Incarnation process, Map<Step, List<Entry>> entries) {
    try (Stream<String> lines = Files.lines(file, US_ASCII)) {
      lines.forEach(line -> read(line, process, entries));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(String line, Node.Incarnation process, Map<Step, List<Entry>> entries) {
    String[] words = line.split(" ", -1);
    // Tasks have short names, and there are few of them.
    Step step = new Step(Long.parseLong(words[1]), words[2].intern());
    int attempt = Integer.parseInt(words[3]);
    long at = Long.parseLong(words[4]);
    char event = words[0].charAt(0);
    List<Entry> list = entries.computeIfAbsent(step, absent -> new ArrayList<>(1));
    if (event == BEGUN) {
      list.add(new Entry(attempt, process.label(), at, process.endedAt(), CUT_OFF));
      return;
    }
    for (int i = list.size() - 1; i >= 0; i--) {
      Entry begun = list.get(i);
      if (begun.attempt == attempt
          && begun.how == CUT_OFF
          && begun.worker.equals(process.label())) {
        list.set(i, new Entry(attempt, begun.worker, begun.began, at, event));
        return;
      }
    }
    throw new IllegalStateException(
        "Expected a beginning before the end in the ledger of %s, but: %s"
            .formatted(process.label(), line));
  }

  /** In the order in which they began; none: it never did. */
  List<Entry> of(long run, String task) {
    return entries.getOrDefault(new Step(run, task), List.of());
  }

  Map<Step, List<Entry>> all() {
    return entries;
  }
}
