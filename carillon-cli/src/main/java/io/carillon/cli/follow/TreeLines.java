package io.carillon.cli.follow;

import io.carillon.cli.terminal.Style;
import io.carillon.cli.terminal.Text;
import io.carillon.cli.terminal.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The lines that show a run and its tasks at an instant. */
public final class TreeLines {

  private static final String[] SPINNER = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  private static final Duration SPINNER_STEP = Duration.ofMillis(100);
  private static final int WIDEST_NAME = 48;

  private final Instant now;
  private final boolean spinning;

  /**
   * @param spinning whether running tasks turn: the lines will be drawn again
   */
  public TreeLines(Instant now, boolean spinning) {
    this.now = now;
    this.spinning = spinning;
  }

  /** {@code ● examples/weblog-report run 17 running 4.2s}. */
  public Text heading(RunView run) {
    Duration length = run.length(now);
    return icon(run.state())
        .and(" ")
        .and(Style.BOLD, run.name())
        .and(Style.DIM, "  run ")
        .and(run.id())
        .and("  ")
        .and(StateLook.of(run.state()).style(), run.state())
        .and(Style.DIM, length == null ? "" : "  " + Times.length(length));
  }

  /**
   * The tasks, at most {@code limit} lines: where there are more, those that matter now stay, and
   * the last line counts the others.
   */
  public List<Text> tasks(List<TaskTree.Row> rows, int limit) {
    List<TaskTree.Row> shown = rows;
    List<TaskTree.Row> hidden = List.of();
    if (rows.size() > limit) {
      Set<TaskTree.Row> chosen =
          new HashSet<>(
              rows.stream()
                  .sorted(Comparator.comparingInt(row -> rank(row.task())))
                  .limit(Math.max(0, limit - 1))
                  .toList());
      shown = rows.stream().filter(chosen::contains).toList();
      hidden = rows.stream().filter(row -> !chosen.contains(row)).toList();
    }
    int widest = shown.stream().mapToInt(row -> label(row).width()).max().orElse(0);
    List<Text> lines = new ArrayList<>();
    shown.forEach(row -> lines.add(line(row, Math.min(widest, WIDEST_NAME))));
    if (!hidden.isEmpty()) {
      lines.add(
          Text.of(Style.DIM, "… and " + count(hidden.stream().map(TaskTree.Row::task).toList())));
    }
    return lines;
  }

  /** {@code 12 succeeded, 3 running}. */
  public static String count(Collection<TaskView> tasks) {
    Map<String, Integer> counts = new TreeMap<>();
    tasks.forEach(task -> counts.merge(task.state(), 1, Integer::sum));
    List<String> parts = new ArrayList<>();
    counts.forEach((state, count) -> parts.add(count + " " + state));
    return String.join(", ", parts);
  }

  private static int rank(TaskView task) {
    return switch (task.state()) {
      case "failed" -> 0;
      case "running", "dispatched", "retrying" -> 1;
      case "queued", "waiting" -> 2;
      case "pending" -> 3;
      default -> 4;
    };
  }

  private Text label(TaskTree.Row row) {
    return Text.of(Style.DIM, row.prefix())
        .and(StateLook.of(row.task().state()).style(), iconOf(row.task().state()))
        .and(" " + row.task().name());
  }

  private Text line(TaskTree.Row row, int width) {
    TaskView task = row.task();
    Text line =
        label(row).padded(width).and("  ").and(StateLook.of(task.state()).style(), task.state());
    Duration length = task.length(now);
    if (length != null && !task.state().equals("retrying")) {
      line = line.and(Style.DIM, "  " + Times.length(length));
    }
    if (task.dueAt() != null && task.dueAt().isAfter(now) && !task.ended()) {
      line = line.and(Style.DIM, "  in " + Times.length(Duration.between(now, task.dueAt())));
    }
    if (task.attempt() > 1) {
      line = line.and(Style.DIM, "  attempt " + task.attempt());
    }
    String why = task.message() != null ? task.message() : task.reason();
    if (why != null && !task.state().equals("succeeded")) {
      line = line.and(Style.DIM, "  " + why.lines().findFirst().orElse(""));
    }
    return line;
  }

  private Text icon(String state) {
    return Text.of(StateLook.of(state).style(), iconOf(state));
  }

  private String iconOf(String state) {
    if (spinning && state.equals("running")) {
      return SPINNER[(int) (now.toEpochMilli() / SPINNER_STEP.toMillis() % SPINNER.length)];
    }
    return StateLook.of(state).icon();
  }
}
