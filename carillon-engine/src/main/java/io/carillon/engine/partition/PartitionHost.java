package io.carillon.engine.partition;

import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.kernel.definition.Definition;
import io.carillon.kernel.partition.Batch;
import io.carillon.kernel.partition.Demand;
import io.carillon.kernel.partition.Effect;
import io.carillon.kernel.partition.Input;
import io.carillon.kernel.partition.Limits;
import io.carillon.kernel.partition.Partition;
import io.carillon.kernel.row.RunRow;
import io.carillon.store.PartitionStore;
import io.carillon.store.PartitionStore.Outcome;
import io.carillon.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns one partition: a loop of its own that drains the inbox, lets the kernel decide, hands the
 * batch to the {@link Committer}, and releases the effects once it is durable. While a batch
 * commits, the next is decided already; at most one is under way.
 *
 * <pre>
 *   inbox → facts → kernel → batch → committer
 *                     ↑                  ↓
 *                  credits      replies, dispatches, acknowledgements
 * </pre>
 *
 * Start-up, hand-over and repair are one path: claim, load, continue ({@link #recover}).
 */
public final class PartitionHost {

  private static final Logger log = LoggerFactory.getLogger(PartitionHost.class);

  /** Inputs of one pass: enough to make commits cheap, few enough to keep a pass short. */
  private static final int PASS = 2_000;

  /** Queued runs loaded at a time. */
  private static final int REFILL = 500;

  /** Inputs decided and not committed; then the inbox fills, and its limit tells the callers. */
  private static final int MOST_UNCOMMITTED = 10_000;

  private static final Duration READ_PAUSE = Duration.ofMillis(200);
  private static final Duration RECOVERY_PAUSE = Duration.ofSeconds(1);

  /** A command on its way through the host. */
  record Request(
      Command command, @Nullable Definition definition, CompletableFuture<Answer> answer) {}

  private final int id;
  private final String owner;
  private final PartitionStore store;
  private final Definitions definitions;
  private final Committer committer;
  private final Outside outside;
  private final Followers followers;
  private final Limits limits;
  private final InstantSource clock;
  private final Inbox inbox;
  private final Thread thread;

  // Owned by the loop.
  private Partition kernel;
  private Facts facts;
  private long epoch;
  private long commits;
  private final Map<Long, CompletableFuture<Answer>> tickets = new HashMap<>();
  private long ticket;
  private @Nullable Batch inFlight;
  private int decided;
  private boolean lost;

  private volatile boolean serving;
  private volatile boolean stopping;

  /**
   * @param owner name of this server
   * @param inboxLimit commands that may wait
   */
  public PartitionHost(
      int id,
      String owner,
      PartitionStore store,
      Definitions definitions,
      Committer committer,
      Outside outside,
      Followers followers,
      Limits limits,
      int inboxLimit,
      InstantSource clock) {
    this.id = id;
    this.owner = owner;
    this.store = store;
    this.definitions = definitions;
    this.committer = committer;
    this.outside = outside;
    this.followers = followers;
    this.limits = limits;
    this.clock = clock;
    this.inbox = new Inbox(inboxLimit);
    this.kernel = new Partition(id, limits);
    this.facts = new Facts(store, definitions, kernel);
    recover();
    this.thread = Thread.ofPlatform().name("partition-" + id).start(this::loop);
  }

  public int id() {
    return id;
  }

  /** False once another server has taken the partition, or the host is closed. */
  public boolean serving() {
    return serving;
  }

  // ---- called from outside, by any thread ----

  /**
   * Asks for something.
   *
   * @return completed when it is durable; or with {@link OverloadedException}
   */
  public CompletableFuture<Answer> submit(Command command, @Nullable Definition definition) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    if (!serving) {
      answer.completeExceptionally(unavailable("Partition %d is not served here".formatted(id)));
    } else if (!committer.answering()) {
      answer.completeExceptionally(unavailable("The database does not answer"));
    } else if (!inbox.offer(new Request(command, definition, answer))) {
      answer.completeExceptionally(
          unavailable("Partition %d has as many commands waiting as it may".formatted(id)));
    }
    return answer;
  }

  private static OverloadedException unavailable(String message) {
    return new OverloadedException(message, Duration.ofSeconds(1));
  }

  /** Tells the partition what a worker said or did. Bounded by the workers' credits. */
  public void tell(Input input) {
    inbox.add(input);
  }

  /** Wakes the host: there are credits again. */
  public void wake() {
    inbox.wake();
  }

  /** Called by the committer. */
  void committed(Outcome outcome) {
    inbox.addSignal(outcome == Outcome.COMMITTED ? Inbox.Signal.COMMITTED : Inbox.Signal.FENCED);
  }

  /** Called by the committer: the commit will take a while. */
  void databaseAway() {
    inbox.addSignal(Inbox.Signal.AWAY);
  }

  /** Called by the committer. */
  void commitFailed(RuntimeException cause) {
    inbox.addSignal(cause instanceof StoreException ? Inbox.Signal.GIVEN_UP : Inbox.Signal.REFUSED);
  }

  /** Asks the host to commit what was decided and to end. */
  public void stop() {
    stopping = true;
    serving = false;
    inbox.addSignal(Inbox.Signal.CLOSE);
  }

  /**
   * Waits until the host has ended.
   *
   * @return whether it has
   */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    return thread.join(patience);
  }

  // ---- the loop ----

  private void loop() {
    boolean closing = false;
    List<Object> inputs = new ArrayList<>();
    while (!lost && !(closing && inFlight == null && !kernel.hasOutput())) {
      inputs.clear();
      boolean full = decided >= MOST_UNCOMMITTED;
      inbox.drain(inputs, full ? 0 : PASS, restUntil(), clock);
      decided += inputs.size();
      try {
        closing |= pass(inputs);
      } catch (RuntimeException e) {
        if (closing || stopping) {
          log.error("Partition {} ends with an error", id, e);
          break;
        }
        log.error("Partition {} stumbled and starts over from the database", id, e);
        startOver();
      }
    }
    abandon(unavailable("Partition %d is closed".formatted(id)));
  }

  private Instant restUntil() {
    if (canCommit()) {
      return Instant.MIN;
    }
    Instant timer = kernel.nextTimer();
    return timer == null ? Instant.MAX : timer;
  }

  private boolean canCommit() {
    return inFlight == null && kernel.hasOutput();
  }

  /** One pass of the loop; true: the host is to close. */
  private boolean pass(List<Object> inputs) {
    boolean closing = false;
    List<Request> requests = new ArrayList<>();
    List<Input> reports = new ArrayList<>();
    for (Object input : inputs) {
      switch (input) {
        case Request request -> {
          tickets.put(++ticket, request.answer());
          requests.add(request);
        }
        case Input report -> reports.add(report);
        case Inbox.Signal signal -> closing |= signal(signal);
        default -> throw new IllegalStateException("Expected no " + input + " in an inbox");
      }
    }
    Instant now = clock.instant();
    kernel.tick(now);
    reports.forEach(report -> kernel.handle(report, now));
    handle(requests, now);
    takeCredits(now);
    if (!stopping) {
      refill(now);
    }
    if (canCommit()) {
      commit();
    }
    return closing;
  }

  private void handle(List<Request> requests, Instant now) {
    if (requests.isEmpty()) {
      return;
    }
    long number = ticket - requests.size();
    List<Input.Facts> known = patiently(() -> facts.of(requests));
    for (int i = 0; i < requests.size(); i++) {
      kernel.handle(new Input.Request(++number, requests.get(i).command(), known.get(i)), now);
    }
  }

  private void takeCredits(Instant now) {
    for (Demand demand : kernel.demand()) {
      for (Input.Granted granted : outside.acquire(this, demand)) {
        kernel.handle(granted, now);
      }
    }
  }

  /**
   * Loads queued runs when there is room; what is decided is committed first, so that it counts.
   */
  private void refill(Instant now) {
    Long workflowId = kernel.wantsQueued();
    if (workflowId == null) {
      return;
    }
    flush();
    if (stopping || lost) {
      return;
    }
    List<RunRow> rows = patiently(() -> store.queued(workflowId, REFILL));
    List<Input.LoadedRun> runs = patiently(() -> facts.named(rows));
    kernel.handle(new Input.QueuedLoaded(workflowId, runs, REFILL), now);
    takeCredits(now);
    // There may be room for more: do not rest before it was asked for.
    inbox.wake();
  }

  private void flush() {
    while (!stopping && !lost && (inFlight != null || kernel.hasOutput())) {
      if (inFlight == null) {
        commit();
      }
      Inbox.Signal signal = inbox.awaitSignal();
      if (signal(signal)) {
        inbox.addSignal(signal);
        return;
      }
    }
  }

  private void commit() {
    Batch batch = kernel.take();
    inFlight = batch;
    decided = 0;
    if (batch.changes().isEmpty()) {
      settled();
    } else {
      committer.submit(
          new Committer.Commit(
              new PartitionStore.Batch(id, epoch, commits + 1, batch.changes()), this));
    }
  }

  /** Handles what the committer (or the owner) says; true: close. */
  private boolean signal(Inbox.Signal signal) {
    switch (signal) {
      case COMMITTED -> {
        commits++;
        settled();
      }
      case AWAY ->
          abandon(
              unavailable(
                  "The database does not answer; what was asked may still take effect,"
                      + " so repeat it with the same idempotency key"));
      case FENCED -> {
        log.warn("Another server has taken partition {}: this one stops serving it", id);
        lost = true;
        serving = false;
        inFlight = null;
        return true;
      }
      case GIVEN_UP -> {
        lost = true;
        inFlight = null;
        serving = false;
        return true;
      }
      case REFUSED -> {
        inFlight = null;
        startOver();
      }
      case CLOSE -> {
        return true;
      }
    }
    return false;
  }

  /** The batch under way is durable: act on it. */
  private void settled() {
    Batch batch = inFlight;
    inFlight = null;
    if (batch == null) {
      return;
    }
    kernel.committed(batch.number());
    followers.publish(batch.changes());
    for (Effect effect : batch.effects()) {
      if (effect instanceof Effect.Reply reply) {
        CompletableFuture<Answer> answer = tickets.remove(reply.ticket());
        if (answer != null) {
          answer.complete(reply.answer());
        }
      } else {
        outside.release(effect);
      }
    }
  }

  // ---- recovery ----

  /** Claims the partition, loads its unfinished runs, and goes on from there. */
  private void recover() {
    PartitionStore.Ownership ownership =
        Objects.requireNonNull(store.claim(id, store.holds().get(id).epoch(), owner));
    epoch = ownership.epoch();
    commits = ownership.commits();
    inFlight = null;
    kernel = new Partition(id, limits);
    facts = new Facts(store, definitions, kernel);
    decided = 0;
    PartitionStore.Unfinished unfinished = store.unfinished(id);
    kernel.recover(
        unfinished.newestId(),
        facts.named(unfinished.runs()),
        unfinished.taskRuns(),
        unfinished.queued(),
        clock.instant());
    serving = !stopping;
    if (!unfinished.runs().isEmpty() || !unfinished.queued().isEmpty()) {
      log.info(
          "Partition {} goes on with {} runs; {} workflows have queued ones",
          id,
          unfinished.runs().size(),
          unfinished.queued().size());
    }
  }

  private void startOver() {
    serving = false;
    while (inFlight != null) {
      Inbox.Signal signal = inbox.awaitSignal();
      if (signal == Inbox.Signal.REFUSED) {
        inFlight = null;
      } else if (signal(signal)) {
        inbox.addSignal(signal);
        return;
      }
    }
    abandon(
        unavailable("Partition %d had to start over; the command may have failed".formatted(id)));
    while (!serving && !stopping) {
      try {
        recover();
        outside.reconnectWorkers();
      } catch (RuntimeException e) {
        log.error("Partition {} cannot be loaded and is not served; trying again", id, e);
        inbox.pause(RECOVERY_PAUSE);
      }
    }
  }

  private void abandon(RuntimeException cause) {
    List<CompletableFuture<Answer>> answers = new ArrayList<>(tickets.values());
    tickets.clear();
    answers.forEach(answer -> answer.completeExceptionally(cause));
    if (!serving) {
      inbox.rejectAll(cause);
    }
  }

  /** Reads from the database, for as long as it takes until it answers. */
  private <T> T patiently(Supplier<T> read) {
    while (true) {
      try {
        return read.get();
      } catch (StoreException e) {
        if (stopping) {
          throw e;
        }
        log.warn("Partition {} waits for the database: {}", id, e.getMessage());
        inbox.pause(READ_PAUSE);
      }
    }
  }
}
