package io.carillon.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints each figure as it comes, and all of them as Markdown at the end. */
final class Report {

  private final PrintStream out;
  private final List<String> rows = new ArrayList<>();

  Report(PrintStream out) {
    this.out = out;
  }

  void say(String line) {
    out.println(line);
  }

  /**
   * @param cpu CPU seconds for 1,000 jobs, by process
   */
  void add(String contender, String what, String unit, Samples samples, Map<String, Double> cpu) {
    StringBuilder used = new StringBuilder();
    cpu.forEach(
        (process, seconds) ->
            used.append(String.format(Locale.ROOT, ", %s %.3f", process, seconds)));
    row(
        contender,
        what,
        String.format(Locale.ROOT, "%,.0f %s", samples.median(), unit),
        String.format(Locale.ROOT, "%,.0f – %,.0f", samples.min(), samples.max()),
        used.length() == 0 ? "" : used.substring(2));
  }

  void addLatency(String contender, String what, Samples millis) {
    row(
        contender,
        what,
        String.format(
            Locale.ROOT, "p50 %.1f ms, p99 %.1f ms", millis.median(), millis.quantile(0.99)),
        String.format(Locale.ROOT, "%.1f – %.1f", millis.min(), millis.max()),
        "");
  }

  void addMillis(String contender, String what, Samples millis) {
    row(
        contender,
        what,
        String.format(Locale.ROOT, "%.2f ms", millis.median()),
        String.format(Locale.ROOT, "%.2f – %.2f", millis.min(), millis.max()),
        "");
  }

  void markdown() {
    out.println();
    out.println("| what | who | median | min – max | CPU seconds for 1,000 jobs |");
    out.println("|---|---|---|---|---|");
    rows.forEach(out::println);
  }

  private void row(String contender, String what, String median, String range, String cpu) {
    rows.add("| %s | %s | %s | %s | %s |".formatted(what, contender, median, range, cpu));
    say("%-24s %-28s %-28s %-20s %s".formatted(contender, what, median, range, cpu));
  }
}
