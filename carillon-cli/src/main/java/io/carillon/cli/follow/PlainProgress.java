package io.carillon.cli.follow;

import io.carillon.cli.terminal.Environment;
import io.carillon.cli.terminal.Text;
import io.carillon.cli.terminal.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A line for each change that people wait for, to be read in a file or a build's log. */
public final class PlainProgress implements Progress {

  private static final Set<String> SHOWN =
      Set.of("waiting", "running", "retrying", "succeeded", "failed", "cancelled", "skipped");

  private final Environment environment;
  private @Nullable RunView run;
  private boolean connected = true;
  private boolean closed;

  public PlainProgress(Environment environment) {
    this.environment = environment;
  }

  @Override
  public synchronized void run(RunView now) {
    if (run == null || !run.state().equals(now.state())) {
      print(now.name() + " run " + now.id(), now.state(), "");
    }
    run = now;
  }

  @Override
  public synchronized void task(@Nullable TaskView before, TaskView now) {
    boolean same =
        before != null && before.state().equals(now.state()) && before.attempt() == now.attempt();
    if (!same && SHOWN.contains(now.state())) {
      print(now.name(), now.state(), details(now));
    }
  }

  @Override
  public synchronized void tick(boolean connected) {
    if (connected != this.connected && !closed) {
      environment
          .err()
          .println(connected ? "The server is back." : "The server is away; trying again …");
    }
    this.connected = connected;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private String details(TaskView task) {
    StringBuilder details = new StringBuilder();
    Duration length = task.length(environment.clock().instant());
    if (task.ended() && length != null) {
      details.append("  ").append(Times.length(length));
    }
    if (task.attempt() > 1) {
      details.append("  attempt ").append(task.attempt());
    }
    String why = task.message() != null ? task.message() : task.reason();
    if (why != null && !task.state().equals("succeeded")) {
      details.append("  ").append(why.lines().findFirst().orElse(""));
    }
    return details.toString();
  }

  private void print(String name, String state, String details) {
    if (closed) {
      return;
    }
    Instant now = environment.clock().instant();
    Text line =
        Text.of(Times.time(now, environment.zone()) + "  " + name + "  ")
            .and(StateLook.of(state).style(), state)
            .and(details);
    environment.out().println(line.render(environment.coloured()));
    environment.out().flush();
  }
}
