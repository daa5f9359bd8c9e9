package io.carillon.engine.cluster;

import io.carillon.engine.loop.Loop;
import io.carillon.engine.loop.Loops;
import io.carillon.engine.loop.Part;
import io.carillon.engine.partition.Definitions;
import io.carillon.engine.partition.NotServedException;
import io.carillon.engine.partition.OutcomeUnknownException;
import io.carillon.engine.partition.OverloadedException;
import io.carillon.engine.partition.PartitionHost;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.kernel.Ids;
import io.carillon.kernel.definition.Definition;
import io.carillon.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes every command and brings it to the server that owns its partition, here or elsewhere. While
 * a partition moves, commands for it wait and follow, for some seconds at most.
 *
 * <p>A command that may have taken effect although its answer is lost is only repeated when a
 * repetition takes no second effect: a trigger that leaves this server has an idempotency key,
 * drawn here if the caller gave none.
 */
public final class Router implements Part {

  /** Longer than a fail-over takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

  /** Commands that wait for a partition that moves; beyond it callers are told to come back. */
  private static final int MOST_WAITING = 10_000;

  private final Homes homes;
  private final Ownership ownership;
  private final Peers peers;
  private final Supplier<String> requestIds;
  private final Loops loops;
  private final Loop loop;
  private final ReentrantLock lock = new ReentrantLock();
  private List<Passage> waiting = new ArrayList<>();
  private volatile boolean closed;

  /**
   * @param requestIds draws one that nobody has drawn
   */
  public Router(
      Homes homes, Ownership ownership, Peers peers, Supplier<String> requestIds, Loops loops) {
    this.homes = homes;
    this.ownership = ownership;
    this.peers = peers;
    this.requestIds = requestIds;
    this.loops = loops;
    this.loop = loops.start("router", this);
  }

  /** A command on its way. Owned by whoever tries it; nobody does while it waits. */
  private final class Passage {
    final int partition;
    final CompletableFuture<Answer> answer = new CompletableFuture<>();
    final Instant deadline = loops.clock().instant().plus(PATIENCE);
    Command command;
    @Nullable Definition definition;
    @Nullable String requestId;
    Duration pause = PAUSE;
    Instant tryAt = Instant.MIN;

    Passage(int partition, Command command) {
      this.partition = partition;
      this.command = command;
    }
  }

  /**
   * Sends a command to its partition, wherever that is served.
   *
   * @return completed when the effect is durable; or with {@link OverloadedException}
   */
  public CompletableFuture<Answer> submit(Command command) {
    int partition;
    try {
      partition = partition(command);
    } catch (StoreException e) {
      return CompletableFuture.failedFuture(unavailable("The database does not answer"));
    }
    if (partition < 0) {
      return CompletableFuture.completedFuture(noSuchRun(((Command.CancelRun) command).runId()));
    }
    Passage passage = new Passage(partition, command);
    tryNow(passage);
    return passage.answer;
  }

  /**
   * Takes a command that another server passed on, for a partition that is served here.
   *
   * @return as {@link Peers#submit}
   */
  public CompletableFuture<Answer> passedOn(int partition, Command command) {
    PartitionHost host = ownership.host(partition);
    if (host == null) {
      ownership.wake();
      return CompletableFuture.failedFuture(
          new NotServedException("Partition %d is not served here".formatted(partition)));
    }
    return host.submit(command, compiled(command));
  }

  private static @Nullable Definition compiled(Command command) {
    return command instanceof Command.SaveWorkflow save ? Definitions.compile(save.source()) : null;
  }

  /** The partition of what the command names; -1: there is no such run. */
  private int partition(Command command) {
    return switch (command) {
      case Command.SaveWorkflow save -> homes.of(save.namespace(), save.name());
      case Command.DeleteWorkflow delete -> homes.of(delete.namespace(), delete.name());
      case Command.Trigger trigger -> homes.of(trigger.namespace(), trigger.workflow());
      case Command.CancelRun cancel ->
          cancel.runId() > 0 && Ids.partition(cancel.runId()) < homes.partitions()
              ? Ids.partition(cancel.runId())
              : -1;
    };
  }

  private static Answer noSuchRun(long runId) {
    return new Answer.Rejected(
        Answer.Code.RUN_NOT_FOUND, "Expected an existing run, but found none with id " + runId);
  }

  // ---- one try ----

  private void tryNow(Passage passage) {
    PartitionHost host = ownership.host(passage.partition);
    if (host != null) {
      if (passage.definition == null) {
        passage.definition = compiled(passage.command);
      }
      conclude(passage, host.submit(passage.command, passage.definition));
      return;
    }
    if (!ownership.joined()) {
      passage.answer.completeExceptionally(
          unavailable("This server has lost touch with its cluster"));
      return;
    }
    Member owner = ownership.owner(passage.partition);
    if (owner == null) {
      again(passage, "Nobody serves partition %d now".formatted(passage.partition));
    } else {
      conclude(
          passage, peers.submit(owner, passage.partition, requestId(passage), passage.command));
    }
  }

  private String requestId(Passage passage) {
    String id = passage.requestId;
    if (id == null) {
      id = requestIds.get();
      passage.requestId = id;
      if (passage.command instanceof Command.Trigger trigger && trigger.idempotencyKey() == null) {
        passage.command =
            new Command.Trigger(
                trigger.namespace(),
                trigger.workflow(),
                trigger.params(),
                trigger.priority(),
                "request:" + id,
                trigger.scheduledAt(),
                trigger.by());
      }
    }
    return id;
  }

  private void conclude(Passage passage, CompletableFuture<Answer> attempt) {
    var unused =
        attempt.whenComplete(
            (answer, thrown) -> {
              if (thrown == null) {
                passage.answer.complete(answer);
              } else {
                failed(passage, thrown instanceof CompletionException ? thrown.getCause() : thrown);
              }
            });
  }

  private void failed(Passage passage, @Nullable Throwable cause) {
    String message = cause == null ? "" : String.valueOf(cause.getMessage());
    if (cause instanceof NotServedException) {
      again(passage, message);
    } else if (cause instanceof OutcomeUnknownException) {
      if (repeatable(passage.command)) {
        again(passage, message);
      } else {
        passage.answer.completeExceptionally(unavailable(message));
      }
    } else {
      passage.answer.completeExceptionally(
          cause == null ? new IllegalStateException("Expected a cause") : cause);
    }
  }

  /** Whether it can be asked for again although it may have taken effect. */
  private static boolean repeatable(Command command) {
    return switch (command) {
      // Another save may have come between, which a repetition would undo.
      case Command.SaveWorkflow save -> false;
      case Command.DeleteWorkflow delete -> false;
      case Command.Trigger trigger -> trigger.idempotencyKey() != null;
      case Command.CancelRun cancel -> true;
    };
  }

  private static OverloadedException unavailable(String message) {
    return new OverloadedException(message, Duration.ofSeconds(1));
  }

  // ---- those that wait ----

  private void again(Passage passage, String trouble) {
    passage.tryAt = loops.clock().instant().plus(passage.pause);
    Duration longer = passage.pause.multipliedBy(2);
    passage.pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    boolean waits = !closed && passage.tryAt.isBefore(passage.deadline);
    if (waits) {
      lock.lock();
      try {
        waits = waiting.size() < MOST_WAITING && waiting.add(passage);
      } finally {
        lock.unlock();
      }
    }
    if (waits) {
      ownership.wake();
      loop.wake();
    } else {
      passage.answer.completeExceptionally(unavailable(trouble));
    }
  }

  @Override
  public @Nullable Instant step(Instant now) {
    List<Passage> due = new ArrayList<>();
    Instant next = Instant.MAX;
    lock.lock();
    try {
      List<Passage> later = new ArrayList<>();
      for (Passage passage : waiting) {
        if (closed || !passage.tryAt.isAfter(now)) {
          due.add(passage);
        } else {
          later.add(passage);
          next = passage.tryAt.isBefore(next) ? passage.tryAt : next;
        }
      }
      waiting = later;
    } finally {
      lock.unlock();
    }
    for (Passage passage : due) {
      if (closed) {
        passage.answer.completeExceptionally(unavailable("This server is about to end"));
      } else {
        tryNow(passage);
      }
    }
    return closed ? null : next;
  }

  /** Those that wait are told that it is in vain. */
  public void close() {
    closed = true;
    loop.wake();
  }
}
