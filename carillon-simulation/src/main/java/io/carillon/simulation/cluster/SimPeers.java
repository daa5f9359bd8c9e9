package io.carillon.simulation.cluster;

import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.Peers;
import io.carillon.engine.partition.NotServedException;
import io.carillon.engine.partition.OutcomeUnknownException;
import io.carillon.engine.partition.OverloadedException;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.simulation.clockwork.Dice;
import io.carillon.simulation.clockwork.Machine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way to other servers: what is asked may get lost, come late or twice, and so its answer. */
public final class SimPeers implements Peers {

  /** As GrpcPeers. */
  private static final long DEADLINE = 5 * Dice.SECOND;

  private final World world;
  private final Machine machine;
  private final String place;
  private final long incarnation;

  SimPeers(World world, Machine machine, String place, long incarnation) {
    this.world = world;
    this.machine = machine;
    this.place = place;
    this.incarnation = incarnation;
  }

  @Override
  public CompletableFuture<Answer> submit(
      Member member, int partition, String requestId, Command command) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    world
        .scheduler()
        .after(DEADLINE, machine, () -> unknown(answer, "no answer within the deadline"));
    world.history().note("%s → %s: %s", machine.name(), member.name(), command);
    send(member, server -> take(server, partition, command, answer), answer);
    // The router repeats no others, and the transport nothing.
    boolean repeatable = command instanceof Command.Trigger || command instanceof Command.CancelRun;
    if (repeatable && world.faults().duplicates()) {
      send(member, server -> take(server, partition, command, answer), answer);
    }
    return answer;
  }

  private void send(Member member, Consumer<SimServer> arrive, CompletableFuture<?> answer) {
    world
        .scheduler()
        .after(
            world.faults().networkDelay(),
            null,
            () -> {
              SimServer server = world.serverAt(member.address());
              if (!world.network().open(place, member.address()) || world.faults().loses()) {
                return;
              }
              if (server == null) {
                // Refused: nobody listens at the port.
                world
                    .scheduler()
                    .after(
                        world.faults().networkDelay(), machine, () -> unknown(answer, "refused"));
              } else {
                world.scheduler().after(0, server.machine(), () -> arrive.accept(server));
              }
            });
  }

  private static void unknown(CompletableFuture<?> answer, String why) {
    answer.completeExceptionally(new OutcomeUnknownException(why));
  }

  private void take(
      SimServer server, int partition, Command command, CompletableFuture<Answer> answer) {
    var unused =
        server
            .engine()
            .router()
            .passedOn(partition, command)
            .whenComplete(
                (taken, thrown) ->
                    world
                        .scheduler()
                        .after(
                            world.faults().networkDelay(),
                            machine,
                            () -> {
                              if (world.network().open(server.place(), place)
                                  && !world.faults().loses()) {
                                conclude(answer, taken, thrown);
                              }
                            }));
  }

  /** What PeerService and GrpcPeers make of it. */
  private static void conclude(
      CompletableFuture<Answer> answer, @Nullable Answer taken, @Nullable Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause == null && taken != null) {
      answer.complete(taken);
    } else if (cause instanceof NotServedException || cause instanceof OverloadedException) {
      answer.completeExceptionally(cause);
    } else {
      unknown(answer, String.valueOf(cause));
    }
  }

  @Override
  public CompletableFuture<Void> nudge(Member member, boolean leaving) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    send(
        member,
        server -> {
          if (leaving) {
            server.engine().ownership().leaves(incarnation);
          } else {
            server.engine().ownership().wake();
          }
          done.complete(null);
        },
        done);
    return done;
  }

  @Override
  public Runnable follow(Member member, long runId, Runnable changed, Runnable ended) {
    throw new UnsupportedOperationException("Expected nobody to follow a run");
  }

  @Override
  public void close() {}
}
