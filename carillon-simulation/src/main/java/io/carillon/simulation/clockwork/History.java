package io.carillon.simulation.clockwork;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What happened, the last of it in words; and the first promise that was broken. */
public final class History {

  private record Note(long at, String format, List<@Nullable Object> arguments) {
    String text() {
      return String.format(Locale.ROOT, format, arguments.toArray());
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%12.6f  ", at / 1e6) + text();
    }
  }

  private static final boolean MESSAGES = Boolean.getBoolean("simulation.messages");

  private final Scheduler scheduler;
  private final int kept;
  private final Deque<Note> notes = new ArrayDeque<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private @Nullable String violation;

  /**
   * @param kept how many notes are kept
   */
  public History(Scheduler scheduler, int kept) {
    this.scheduler = scheduler;
    this.kept = kept;
  }

  /** Something happened that is worth counting over many worlds. */
  public void count(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  public Map<String, Long> counts() {
    return counts;
  }

  public void note(String format, @Nullable Object... arguments) {
    if (notes.size() == kept) {
      notes.remove();
    }
    notes.add(new Note(scheduler.now(), format, Arrays.asList(arguments)));
  }

  /** What went over a stream: noted when asked for, for it is much. */
  public void message(String from, String to, Object message) {
    if (MESSAGES) {
      note("%s ⇒ %s: %s", from, to, String.valueOf(message).replaceAll("\\s+", " "));
    }
  }

  /** A promise was broken: the world ends. */
  public void violated(String format, @Nullable Object... arguments) {
    if (violation == null) {
      violation = new Note(0, format, Arrays.asList(arguments)).text();
      note("VIOLATED: %s", violation);
      scheduler.stop();
    }
  }

  public void check(boolean kept, String format, @Nullable Object... arguments) {
    if (!kept) {
      violated(format, arguments);
    }
  }

  public @Nullable String violation() {
    return violation;
  }

  public List<String> notes() {
    List<String> texts = new ArrayList<>(notes.size());
    notes.forEach(note -> texts.add(note.toString()));
    return texts;
  }
}
