package io.carillon.simulation.workload;

import io.carillon.engine.partition.OverloadedException;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.simulation.clockwork.Dice;
import io.carillon.simulation.cluster.Network;
import io.carillon.simulation.cluster.SimServer;
import io.carillon.simulation.cluster.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Those who ask: at chance times, any server. They repeat what failed if that can do no harm, and
 * remember what they were told.
 */
public final class Clients {

  static final String NAMESPACE = "sim";

  private static final long PATIENCE = 12 * Dice.SECOND;

  /** One request, with every repetition. */
  public static final class Ask {
    public final Command command;
    final boolean repeats;
    public final long number;
    int sent;
    int open;

    /** Some server may have got it, and nobody heard what became of it. */
    boolean unknown;

    public @Nullable Answer answer;
    long answeredAt;

    Ask(long number, Command command, boolean repeats) {
      this.number = number;
      this.command = command;
      this.repeats = repeats;
    }

    public boolean done() {
      return answer != null || (open == 0 && !repeats);
    }

    @Override
    public String toString() {
      return "request %d: %s, sent %d times, answer %s".formatted(number, command, sent, answer);
    }
  }

  private final World world;
  private final Workflows workflows;
  private final Map<Long, Ask> asks = new TreeMap<>();
  private final List<Long> runs = new ArrayList<>();
  private long numbers;

  public Clients(World world, Workflows workflows) {
    this.world = world;
    this.workflows = workflows;
  }

  public Map<Long, Ask> asks() {
    return asks;
  }

  public boolean done() {
    return asks.values().stream().allMatch(Ask::done);
  }

  void save(String workflow) {
    ask(new Command.SaveWorkflow(NAMESPACE, workflow, workflows.draw(workflow), "client"), false);
  }

  Ask trigger(String workflow, boolean withKey) {
    long number = numbers + 1;
    return ask(
        new Command.Trigger(
            NAMESPACE,
            workflow,
            Map.of("n", number),
            world.dice().chance(0.2) ? Integer.valueOf(world.dice().below(10)) : null,
            withKey ? "key-" + number : null,
            null,
            "client"),
        withKey);
  }

  void cancelAny() {
    if (!runs.isEmpty()) {
      ask(new Command.CancelRun(world.dice().any(runs), "client"), true);
    }
  }

  void delete(String workflow) {
    ask(new Command.DeleteWorkflow(NAMESPACE, workflow, "client"), false);
  }

  /** Nobody wants to wait any longer. */
  public void cancelAll() {
    for (RunRow run : world.tables().allRuns()) {
      if (!run.state().terminal()) {
        ask(new Command.CancelRun(run.id(), "client"), true);
      }
    }
  }

  /** Whoever asks now is served. */
  public void probe() {
    for (WorkflowRow workflow : world.tables().allWorkflows()) {
      if (workflow.deletedAt() == null) {
        trigger(workflow.name(), true);
      }
    }
  }

  private Ask ask(Command command, boolean repeats) {
    Ask ask = new Ask(++numbers, command, repeats);
    asks.put(ask.number, ask);
    send(ask);
    return ask;
  }

  private void send(Ask ask) {
    String place = world.dice().any(world.servers());
    int turn = ++ask.sent;
    ask.open++;
    world.scheduler().after(PATIENCE, null, () -> failed(ask, turn, true));
    world
        .scheduler()
        .after(
            world.faults().networkDelay(),
            null,
            () -> {
              SimServer server = world.serverAt(place);
              if (server == null) {
                failed(ask, turn, false);
              } else if (world.network().open(Network.CLIENTS, place) && !world.faults().loses()) {
                world.scheduler().after(0, server.machine(), () -> submit(ask, turn, server));
              } else {
                breaks(ask, turn);
              }
            });
  }

  /** Sooner or later its connection breaks. */
  private void breaks(Ask ask, int turn) {
    long patience = world.dice().spread(10 * Dice.MILLI, PATIENCE);
    world.scheduler().after(patience, null, () -> failed(ask, turn, true));
  }

  private void submit(Ask ask, int turn, SimServer server) {
    world.history().note("%s gets %s", server.machine().name(), ask.command);
    var unused =
        server
            .engine()
            .submit(ask.command)
            .whenComplete(
                (answer, thrown) -> {
                  if (answer != null) {
                    world.witness().answered(server, ask.command, answer);
                  }
                  world
                      .scheduler()
                      .after(
                          world.faults().networkDelay(),
                          null,
                          () -> {
                            if (world.network().open(server.place(), Network.CLIENTS)
                                && !world.faults().loses()) {
                              heard(ask, turn, server, answer, thrown);
                            } else {
                              breaks(ask, turn);
                            }
                          });
                });
  }

  private void heard(
      Ask ask, int turn, SimServer server, @Nullable Answer answer, @Nullable Throwable thrown) {
    if (answer == null) {
      Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
      world
          .history()
          .check(
              cause instanceof OverloadedException,
              "%s answered %s with %s",
              server.machine().name(),
              ask.command,
              cause);
      failed(ask, turn, true);
    } else if (ask.answer == null) {
      ask.answer = answer;
      ask.answeredAt = world.scheduler().now();
      ask.open = 0;
      if (answer instanceof Answer.RunAccepted run) {
        runs.add(run.runId());
      }
    }
  }

  /** A try has failed, or nobody knows. */
  private void failed(Ask ask, int turn, boolean perhapsTaken) {
    if (ask.answer != null || turn != ask.sent || ask.open == 0) {
      return;
    }
    ask.open = 0;
    ask.unknown |= perhapsTaken;
    if (ask.repeats) {
      world
          .scheduler()
          .after(world.dice().spread(10 * Dice.MILLI, Dice.SECOND), null, () -> send(ask));
    }
  }
}
