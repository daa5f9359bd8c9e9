package io.carillon.cli.follow;

import io.carillon.cli.terminal.Environment;
import io.carillon.cli.terminal.LiveRegion;
import io.carillon.cli.terminal.Style;
import io.carillon.cli.terminal.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tree of a run's tasks, drawn again and again in place on a terminal. */
public final class LiveTree implements Progress {

  private static final Duration BETWEEN_DRAWINGS = Duration.ofMillis(100);

  /** When it is over, the whole tree is shown unless it is so long. */
  private static final int LONGEST_END = 300;

  private final Environment environment;
  private final LiveRegion region;
  private final Map<String, TaskView> tasks = new LinkedHashMap<>();
  private List<TaskTree.Row> layout = List.of();
  private @Nullable RunView run;
  private Instant drawnAt = Instant.EPOCH;
  private boolean connected = true;
  private boolean closed;

  public LiveTree(Environment environment) {
    this.environment = environment;
    this.region = new LiveRegion(environment);
  }

  @Override
  public synchronized void run(RunView run) {
    this.run = run;
    drawAtTimes();
  }

  @Override
  public synchronized void task(@Nullable TaskView before, TaskView now) {
    if (tasks.put(now.name(), now) == null) {
      layout = List.of();
    }
    drawAtTimes();
  }

  @Override
  public synchronized void tick(boolean connected) {
    this.connected = connected;
    drawAtTimes();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      draw(LONGEST_END, false);
      closed = true;
    }
  }

  private void drawAtTimes() {
    Instant now = environment.clock().instant();
    if (!closed && !drawnAt.plus(BETWEEN_DRAWINGS).isAfter(now)) {
      drawnAt = now;
      Environment.Screen screen = environment.screen();
      draw((screen == null ? LONGEST_END : screen.rows()) - 3, true);
    }
  }

  private void draw(int limit, boolean again) {
    if (run == null) {
      return;
    }
    if (layout.size() != tasks.size()) {
      layout = TaskTree.layout(List.copyOf(tasks.values()));
    }
    TreeLines lines = new TreeLines(environment.clock().instant(), again);
    List<TaskTree.Row> rows = new ArrayList<>();
    for (TaskTree.Row row : layout) {
      rows.add(new TaskTree.Row(row.prefix(), tasks.getOrDefault(row.task().name(), row.task())));
    }
    List<Text> drawing = new ArrayList<>();
    drawing.add(lines.heading(run));
    drawing.addAll(lines.tasks(rows, limit));
    if (!connected && again) {
      drawing.add(Text.of(Style.YELLOW, "The server is away; trying to reach it again …"));
    }
    region.draw(drawing);
  }
}
