package io.carillon.engine.partition;

import io.carillon.engine.loop.Loop;
import io.carillon.engine.loop.Loops;
import io.carillon.engine.loop.Part;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.kernel.definition.Definition;
import io.carillon.kernel.partition.Batch;
import io.carillon.kernel.partition.Effect;
import io.carillon.kernel.partition.Input;
import io.carillon.kernel.partition.Limits;
import io.carillon.kernel.partition.Partition;
import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.store.PartitionStore;
import io.carillon.store.PartitionStore.Outcome;
import io.carillon.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one partition for as long as one ownership of it lasts: drains the inbox, lets the kernel
 * decide, hands the batch to the {@link Committer}, and releases the effects once it is durable.
 * While a batch commits, the next is decided already; at most one is under way.
 *
 * <pre>
 *   inbox → facts → kernel → batch → committer
 *                     ↑                  ↓
 *                  credits      replies, dispatches, acknowledgements
 * </pre>
 *
 * It begins with what the last owner left in the database, and ends when it hands the partition
 * over, has lost it, or cannot go on; whoever owns it then begins anew. So start-up, hand-over,
 * fail-over and repair are one path.
 */
public final class PartitionHost implements Part {

  private static final Logger log = LoggerFactory.getLogger(PartitionHost.class);

  /** Inputs of one step: enough to make commits cheap, few enough to keep a step short. */
  private static final int MOST_INPUTS = 2_000;

  /** Queued runs loaded at a time. */
  private static final int REFILL = 500;

  /** Inputs decided and not committed; then the inbox fills, and its limit tells the callers. */
  private static final int MOST_UNCOMMITTED = 10_000;

  private static final Duration READ_PAUSE = Duration.ofMillis(200);

  /** A command on its way through the host. */
  record Request(
      Command command, @Nullable Definition definition, CompletableFuture<Answer> answer) {}

  private enum Phase {
    LOADING,
    SERVING,
    /** Takes nothing more in, commits what it has. */
    HANDING_OVER,
    /** All is committed; the database is still to say that the partition is free. */
    RELEASING,
    ENDED
  }

  private final int id;
  private final long epoch;
  private final PartitionServices services;
  private final CompletableFuture<Void> served = new CompletableFuture<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final Inbox inbox;
  private final Partition kernel;
  private final Facts facts;
  private final InstantSource clock;
  private final Loop loop;

  // Owned by the loop.
  private long commits;
  private final Tickets tickets = new Tickets();
  private @Nullable Batch inFlight;
  private int decided;

  /** Taken from the inbox and waiting for facts. */
  private List<Request> requests = List.of();

  /** Workflow whose queued runs are wanted, and waited for until all is committed. */
  private @Nullable Long refilling;

  private volatile Phase phase = Phase.LOADING;
  private volatile Instant committingSince = Instant.MAX;
  private volatile int runs;

  /**
   * Begins to serve.
   *
   * @param ownership as claimed just now
   */
  public PartitionHost(
      PartitionStore.Ownership ownership,
      PartitionServices services,
      Limits limits,
      int inboxLimit,
      Loops loops) {
    this.id = ownership.partition();
    this.epoch = ownership.epoch();
    this.commits = ownership.commits();
    this.services = services;
    this.inbox = new Inbox(inboxLimit);
    this.kernel = new Partition(id, limits);
    this.facts = new Facts(services.store(), services.definitions(), kernel);
    this.clock = loops.clock();
    this.loop = loops.start("partition-" + id, this);
  }

  public int id() {
    return id;
  }

  /** The fencing number under which the partition is served. */
  public long epoch() {
    return epoch;
  }

  /** Whether it takes commands. */
  public boolean serving() {
    return phase == Phase.SERVING;
  }

  public boolean ended() {
    return phase == Phase.ENDED;
  }

  /** Inputs that wait. */
  public int waiting() {
    return inbox.size();
  }

  /** Runs in memory. */
  public int runs() {
    return runs;
  }

  /** When the batch that is being committed was handed in; {@link Instant#MAX}: none is. */
  public Instant committingSince() {
    return committingSince;
  }

  /**
   * What is in memory, as rows; {@code null}: not all of it is committed. For whoever checks that
   * it is what the database has, by the thread of the loop.
   */
  public @Nullable Changes resting() {
    return phase == Phase.SERVING && inFlight == null && !kernel.hasOutput()
        ? kernel.snapshot()
        : null;
  }

  // ---- called from outside, by any thread ----

  /**
   * Asks for something.
   *
   * @return completed when it is durable; or with {@link OverloadedException}, {@link
   *     NotServedException} or {@link OutcomeUnknownException}
   */
  public CompletableFuture<Answer> submit(Command command, @Nullable Definition definition) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    if (!services.committer().answering()) {
      answer.completeExceptionally(overloaded("The database does not answer"));
      return answer;
    }
    switch (inbox.offer(new Request(command, definition, answer))) {
      case TAKEN -> loop.wake();
      case FULL ->
          answer.completeExceptionally(
              overloaded("Partition %d has as many commands waiting as it may".formatted(id)));
      case CLOSED -> answer.completeExceptionally(notServed());
    }
    return answer;
  }

  private static OverloadedException overloaded(String message) {
    return new OverloadedException(message, Duration.ofSeconds(1));
  }

  private NotServedException notServed() {
    return new NotServedException("Partition %d is not served here any more".formatted(id));
  }

  /** Tells the partition what a worker said or did. Bounded by the workers' credits. */
  public void tell(Input input) {
    if (!ended()) {
      inbox.add(input);
      loop.wake();
    }
  }

  /** Wakes the host: there are credits again. */
  public void wake() {
    loop.wake();
  }

  /** Called by the committer. */
  void committed(Outcome outcome) {
    signal(outcome == Outcome.COMMITTED ? Inbox.Signal.COMMITTED : Inbox.Signal.FENCED);
  }

  /** Called by the committer: the commit will take a while. */
  void databaseAway() {
    signal(Inbox.Signal.AWAY);
  }

  /** Called by the committer: the database will never take the batch. */
  void refused() {
    signal(Inbox.Signal.REFUSED);
  }

  /** Asks the host to commit what it has taken in, to release the partition, and to end. */
  public void handOver() {
    inbox.close();
    signal(Inbox.Signal.HAND_OVER);
  }

  /** Asks the host to end at once: the partition is, or may be, another server's. */
  public void abandon() {
    inbox.close();
    signal(Inbox.Signal.ABANDON);
  }

  private void signal(Inbox.Signal signal) {
    inbox.addSignal(signal);
    loop.wake();
  }

  /** Calls back once what the last owner left is loaded. */
  public CompletableFuture<Void> onServing(Runnable callback) {
    return served.thenRun(callback);
  }

  /** Calls back once the host has ended, at once if it has. */
  public CompletableFuture<Void> onEnd(Runnable callback) {
    return over.thenRun(callback);
  }

  /** Waits until the host has ended; whether it has. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    return loop.awaitEnd(patience);
  }

  // ---- the loop ----

  @Override
  public @Nullable Instant step(Instant now) {
    try {
      inbox.signals().forEach(this::handle);
      return switch (phase) {
        case LOADING -> load(now);
        case SERVING, HANDING_OVER -> serve(now);
        case RELEASING -> release();
        case ENDED -> null;
      };
    } catch (StoreException e) {
      log.warn("Partition {} waits for the database: {}", id, e.getMessage());
      return now.plus(READ_PAUSE);
    } catch (Facts.OwnerChangedException e) {
      log.warn("Partition {} is not this server's any more: {}", id, e.getMessage());
      end();
      return null;
    } catch (RuntimeException e) {
      log.error("Partition {} stumbled and starts over from the database", id, e);
      end();
      return null;
    }
  }

  /** Takes up what the last owner left. */
  private Instant load(Instant now) {
    PartitionStore.Unfinished unfinished = services.store().unfinished(id);
    List<Input.LoadedRun> loaded = facts.named(unfinished.runs());
    // Workers have a lease from now on, however long the reading took.
    Instant read = clock.instant();
    kernel.recover(unfinished.newestId(), loaded, unfinished.taskRuns(), unfinished.queued(), read);
    if (!loaded.isEmpty() || !unfinished.queued().isEmpty()) {
      log.info(
          "Partition {} goes on with {} runs; {} workflows have queued ones",
          id,
          loaded.size(),
          unfinished.queued().size());
    }
    phase = Phase.SERVING;
    services.outside().serve(this);
    served.complete(null);
    return now;
  }

  private @Nullable Instant serve(Instant now) {
    if (refilling != null) {
      refill(refilling, now);
    } else {
      takeIn(now);
    }
    if (inFlight == null && kernel.hasOutput()) {
      commit(now);
    }
    runs = kernel.size();
    if (phase == Phase.HANDING_OVER && isEmpty()) {
      phase = Phase.RELEASING;
      return release();
    }
    return restUntil(now);
  }

  private void takeIn(Instant now) {
    if (requests.isEmpty() && decided < MOST_UNCOMMITTED) {
      List<Object> inputs = inbox.take(MOST_INPUTS);
      decided += inputs.size();
      List<Request> commands = new ArrayList<>();
      for (Object input : inputs) {
        switch (input) {
          case Request request -> commands.add(request);
          case Input report -> kernel.handle(report, now);
          default -> throw new IllegalStateException("Expected no " + input + " in an inbox");
        }
      }
      requests = commands;
      // After the inputs: a worker whose word waited while the database was slow is not lost.
      if (phase == Phase.SERVING) {
        kernel.tick(now);
      }
    }
    handleRequests(now);
    if (phase == Phase.SERVING) {
      takeCredits(now);
      refilling = kernel.wantsQueued();
    }
  }

  private void handleRequests(Instant now) {
    if (requests.isEmpty()) {
      return;
    }
    List<Input.Facts> known = facts.of(requests);
    List<Request> decidable = requests;
    requests = List.of();
    List<Long> numbers = decidable.stream().map(request -> tickets.add(request.answer())).toList();
    for (int i = 0; i < decidable.size(); i++) {
      Command command = decidable.get(i).command();
      kernel.handle(new Input.Request(numbers.get(i), command, known.get(i)), now);
    }
  }

  private void takeCredits(Instant now) {
    for (Input.Granted granted : services.outside().acquire(this, kernel.demand())) {
      kernel.handle(granted, now);
    }
  }

  /**
   * Loads queued runs when there is room; what is decided is committed first, so that it counts.
   */
  private void refill(long workflowId, Instant now) {
    if (inFlight != null || kernel.hasOutput()) {
      return;
    }
    List<RunRow> rows = services.store().queued(workflowId, REFILL);
    List<Input.LoadedRun> loaded = facts.named(rows);
    refilling = null;
    kernel.handle(new Input.QueuedLoaded(workflowId, loaded, REFILL), now);
    if (phase == Phase.SERVING) {
      takeCredits(now);
    }
    // There may be room for more: do not rest before it was asked for.
    loop.wake();
  }

  private boolean isEmpty() {
    return inFlight == null
        && !kernel.hasOutput()
        && requests.isEmpty()
        && refilling == null
        && inbox.size() == 0;
  }

  private Instant restUntil(Instant now) {
    boolean waitsForCommit = refilling != null || decided >= MOST_UNCOMMITTED;
    if (!waitsForCommit && inbox.size() > 0) {
      return now;
    }
    Instant timer = kernel.nextTimer();
    return timer == null || waitsForCommit || phase != Phase.SERVING ? Instant.MAX : timer;
  }

  private void commit(Instant now) {
    Batch batch = kernel.take();
    inFlight = batch;
    decided = 0;
    if (batch.changes().isEmpty() && !Effects.tellWorkers(batch)) {
      settled();
    } else {
      committingSince = now;
      services
          .committer()
          .submit(
              new Committer.Commit(
                  new PartitionStore.Batch(id, epoch, commits + 1, batch.changes()), this));
    }
  }

  private void handle(Inbox.Signal signal) {
    if (phase == Phase.ENDED) {
      return;
    }
    switch (signal) {
      case COMMITTED -> {
        commits++;
        settled();
      }
      case AWAY ->
          tickets.failAll(
              overloaded(
                  "The database does not answer; what was asked may still take effect,"
                      + " so repeat it with the same idempotency key"));
      case FENCED -> {
        log.warn("Another server has taken partition {}: this one stops serving it", id);
        end();
      }
      case REFUSED -> end();
      case HAND_OVER -> {
        if (phase == Phase.SERVING) {
          // What workers say from now on, they say to the next owner.
          services.outside().leave(this);
          phase = Phase.HANDING_OVER;
        } else if (phase == Phase.LOADING) {
          phase = Phase.RELEASING;
        }
      }
      case ABANDON -> end();
    }
  }

  /** The batch under way is durable: act on it. */
  private void settled() {
    Batch batch = inFlight;
    inFlight = null;
    committingSince = Instant.MAX;
    if (batch == null) {
      return;
    }
    kernel.committed(batch.number());
    services.followers().publish(batch.changes());
    for (Effect effect : batch.effects()) {
      if (effect instanceof Effect.Reply reply) {
        tickets.answer(reply);
      } else {
        services.outside().release(effect);
      }
    }
  }

  /** All is committed: gives the partition up, and ends. */
  private @Nullable Instant release() {
    services.store().release(id, epoch);
    log.info("Partition {} is handed over", id);
    end();
    return null;
  }

  private void end() {
    phase = Phase.ENDED;
    inbox.close();
    services.outside().leave(this);
    tickets.failAll(
        new OutcomeUnknownException(
            "Partition %d moved before it was known whether the command took effect; repeat it"
                    .formatted(id)
                + " with the same idempotency key"));
    List<Request> left = new ArrayList<>(requests);
    requests = List.of();
    for (Object input : inbox.take(Integer.MAX_VALUE)) {
      if (input instanceof Request request) {
        left.add(request);
      }
    }
    left.forEach(request -> request.answer().completeExceptionally(notServed()));
    over.complete(null);
    Effects.returnCredits(inFlight, services.outside());
    inFlight = null;
    Effects.returnCredits(kernel.take(), services.outside());
  }
}
