package io.carillon.worker.session;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Cancel;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Finished;
import io.carillon.protocol.Finished.Outcome;
import io.carillon.protocol.Owned;
import io.carillon.protocol.Register;
import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.WorkerMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a worker says to its servers, and what it remembers over the streams to them. Deterministic:
 * no thread, clock, network or chance; whoever drives it says what happened and when, carries out
 * the {@link Order}s, and takes {@link #next} of each stream for as long as that has room. Not for
 * several threads at once. A server is known by its address, host:port.
 *
 * <p><b>Attempts.</b> A dispatched attempt is <i>held</i> until its {@code finished} report is
 * acknowledged, by whichever server. Should one come again all the same, it does not run twice, but
 * its reports are repeated. What comes from a server after another has announced the attempt's
 * partition is out of date and dropped: the new owner knows by {@code holding} what is not here.
 *
 * <p><b>Reports</b> are kept until acknowledged. They go to the server that owns the attempt's
 * partition, see {@link Partition}; whenever one announces it, it is told what is held, and then
 * everything that is not acknowledged, in order. A server whose announcement is out of date is told
 * what is held, which does no harm, and nothing more. An attempt that ends within {@value
 * Attempts#PATIENCE_MILLIS} ms costs one report, the {@code finished}; one that takes longer is
 * reported as {@code started} then (or {@code accepted}, when it has not even started), since
 * whoever waits for a short task waits for its end.
 *
 * <p><b>Credits</b> count from 0 on every stream. This always holds: {@code slots taken + credits
 * not used yet, over all streams + credits owed = capacity}. An attempt that ends frees its slot at
 * once, before any server has acknowledged anything; credits are owed rather than granted while too
 * many reports wait for that, so that what is kept has a limit. {@link CreditShare} says who gets
 * them.
 *
 * <p><b>Servers.</b> Those that the servers tell of, as the last one to speak does; the ones given
 * at the start until one has spoken, and beside the others while there is no session at all.
 *
 * <p>Every {@code now} is in milliseconds, by a clock that never goes back and that started out as
 * milliseconds since 1970.
 */
public final class WorkerSessions {

  private static final int BACKLOG = 1_000;
  private static final long BACKLOG_BYTES = 32 * 1024 * 1024;

  private final Register identity;
  private final Set<String> seeds;
  private final int capacity;
  private final Map<String, ServerStream> streams = new LinkedHashMap<>();
  private final Attempts attempts = new Attempts();
  private final CreditShare share = new CreditShare(streams.values());
  private final Isolation isolation = new Isolation();
  private Set<String> told = Set.of();
  private boolean draining;

  /**
   * @param identity what the worker says of itself; what it holds is added
   * @param seeds servers to begin with
   */
  public WorkerSessions(Register identity, List<String> seeds) {
    this.identity = identity.toBuilder().setProtocol(2).build();
    this.seeds = new LinkedHashSet<>(seeds);
    this.capacity = identity.getCapacity();
  }

  /** The servers to have a stream to, and to dial where there is none. */
  public Set<String> servers() {
    Set<String> servers = new LinkedHashSet<>(told);
    if (streams.values().stream().noneMatch(ServerStream::welcomed)) {
      servers.addAll(seeds);
    }
    servers.addAll(streams.keySet());
    return servers;
  }

  /** A stream was opened; returns the first message for it. */
  public WorkerMessage connected(String server, long now) {
    disconnected(server, now);
    streams.put(server, new ServerStream(server, draining, now));
    return WorkerMessage.newBuilder()
        .setRegister(identity.toBuilder().addAllHolding(attempts.held()))
        .setDraining(draining)
        .setSentAt(now)
        .setRunning(attempts.slotsTaken())
        .build();
  }

  /** Its stream ended, or was given up. */
  public void disconnected(String server, long now) {
    ServerStream stream = streams.remove(server);
    if (stream != null) {
      attempts.streamEnded(stream);
      forgetOwners();
      share(now);
    }
  }

  /** A message came; returns what is to be done, in this order. */
  public List<Order> received(String server, ServerMessage message, long now) {
    ServerStream stream = streams.get(server);
    if (stream == null) {
      return List.of();
    }
    // Before anything is taken from the message: it was no owner of these when it heard us last.
    message.getReleasedList().forEach(number -> attempts.released(stream, number));
    stream.answered(message, now);
    if (message.hasWelcome()) {
      stream.welcome(message.getWelcome());
      learn(message.getWelcome().getServersList());
      share.evenNow();
      if (stream.single()) {
        attempts.singleServer(stream);
      }
    }
    learn(message.getServersList());
    for (Owned owned : message.getOwnedList()) {
      attempts.announced(stream, owned);
    }
    if (message.hasWelcome() || message.getOwnedCount() > 0) {
      isolation.ownerChanged();
    }
    List<Order> orders = new ArrayList<>(message.getDispatchesCount());
    for (Dispatch dispatch : message.getDispatchesList()) {
      if (dispatched(stream, dispatch, now)) {
        orders.add(new Order.Start(dispatch));
      }
    }
    for (Cancel cancel : message.getCancelsList()) {
      if (cancelled(cancel, now)) {
        orders.add(new Order.Stop(cancel.getId(), why(cancel)));
      }
    }
    // Last, so that a cancel of an attempt whose end is acknowledged with it still finds it.
    message.getAcknowledgedList().forEach(attempts::acknowledged);
    share(now);
    return orders;
  }

  private void learn(List<String> servers) {
    if (!servers.isEmpty() && !told.equals(Set.copyOf(servers))) {
      told = new LinkedHashSet<>(servers);
      forgetOwners();
    }
  }

  /** A server that has left does not come back with what it owned. */
  private void forgetOwners() {
    if (!told.isEmpty()) {
      attempts.forgetOwners(owner -> !told.contains(owner) && !streams.containsKey(owner));
    }
  }

  private boolean dispatched(ServerStream from, Dispatch dispatch, long now) {
    AttemptId id = dispatch.getId();
    boolean credited = from.credits().use();
    Held held = attempts.find(id);
    if (held != null) {
      attempts.repeat(held);
      return false;
    }
    if (attempts.hasSlot(id) || attempts.partition(id).isOfAnother(from)) {
      return false;
    }
    if (!credited || draining) {
      attempts.endAtOnce(id, Outcome.OUTCOME_HANDED_BACK, now);
      return false;
    }
    attempts.hold(id, now);
    if (dispatch.getStopWhenIsolated()) {
      isolation.guard(id, attempts.partition(id), from);
    }
    return true;
  }

  /** One that never arrived is reported as cancelled. */
  private boolean cancelled(Cancel cancel, long now) {
    Held held = attempts.find(cancel.getId());
    if (held != null) {
      return !held.ended();
    }
    if (attempts.hasSlot(cancel.getId())) {
      // It was reported as one that does not stop.
      return true;
    }
    if (cancel.getReason() != Cancel.Reason.REASON_SUPERSEDED) {
      attempts.endAtOnce(cancel.getId(), Outcome.OUTCOME_CANCELLED, now);
    }
    return false;
  }

  private static Order.Why why(Cancel cancel) {
    return cancel.getReason() == Cancel.Reason.REASON_SUPERSEDED
        ? Order.Why.SUPERSEDED
        : Order.Why.CANCELLED;
  }

  /**
   * The attempt's task began.
   *
   * @param at milliseconds since 1970
   */
  public void started(AttemptId id, long at) {
    attempts.started(id, at);
  }

  /** The attempt's outcome is known. Its slot stays taken until {@link #freed}. */
  public void finished(AttemptId id, Finished how) {
    attempts.finished(id, how);
  }

  /** Nothing of the attempt runs any more. */
  public void freed(AttemptId id, long now) {
    if (attempts.freed(id)) {
      isolation.freed(id);
      share(now);
    }
  }

  /** Takes no more attempts; those that come all the same are handed back. */
  public void drain() {
    draining = true;
  }

  /** What time alone brings: attempts to be stopped, since nobody hears of them. */
  public List<Order> due(long now) {
    attempts.age(now);
    if (share.dueAt() <= now) {
      share(now);
    }
    List<Order> orders = new ArrayList<>(0);
    isolation.check(now, orders);
    return orders;
  }

  /** The next message to send on the stream, or null when there is nothing to say now. */
  public @Nullable WorkerMessage next(String server, long now) {
    ServerStream stream = streams.get(server);
    if (stream == null || !stream.welcomed()) {
      return null;
    }
    attempts.age(now);
    WorkerMessage.Builder message = WorkerMessage.newBuilder();
    attempts.tell(stream, message);
    if (message.getReportsCount() == 0
        && message.getHoldingCount() == 0
        && !stream.mustSay(draining, now)) {
      return null;
    }
    stream.sent(draining, now);
    return message
        .setCreditsGranted(stream.credits().grantedNews())
        .setCreditsReclaimed(stream.credits().reclaimedNews(now))
        .setDraining(draining)
        .setSentAt(now)
        .setRunning(attempts.slotsTaken())
        .build();
  }

  /**
   * When {@link #due}, {@link #next} or {@link #useless} has to be asked, if nothing happens
   * before.
   */
  public long dueAt() {
    long due = Math.min(attempts.dueAt(), isolation.dueAt());
    for (ServerStream stream : streams.values()) {
      due = Math.min(due, stream.dueAt());
    }
    return draining ? due : Math.min(due, share.dueAt());
  }

  /** Why the stream is to be given up; null while it is of use. */
  public @Nullable String useless(String server, long now) {
    ServerStream stream = streams.get(server);
    if (stream == null) {
      return null;
    }
    if (stream.silent(now)) {
      return "the server at %s was silent for too long".formatted(server);
    }
    for (ServerStream other : streams.values()) {
      if (isBetterWayTo(stream, other)) {
        return "the server at %s is reached as %s".formatted(server, other.server());
      }
    }
    return null;
  }

  /** The given address of a server need not be that which the servers tell of. */
  private boolean isBetterWayTo(ServerStream stream, ServerStream other) {
    return stream.welcomed()
        && other.welcomed()
        && stream.name().equals(other.name())
        && told.contains(other.server())
        && !told.contains(stream.server());
  }

  private void share(long now) {
    if (draining) {
      return;
    }
    long open = share.open();
    long free = capacity - attempts.slotsTaken() - open;
    long room =
        attempts.keptBytes() < BACKLOG_BYTES ? capacity + BACKLOG - attempts.holding() - open : 0;
    share.share(free, room, now);
  }

  /** Whether there is a session: the server has answered. */
  public boolean welcomed(String server) {
    ServerStream stream = streams.get(server);
    return stream != null && stream.welcomed();
  }

  /** As the server calls itself; empty without a session. */
  public String name(String server) {
    ServerStream stream = streams.get(server);
    return stream == null ? "" : stream.name();
  }

  /** How many attempts the server may still send. */
  public long credits(String server) {
    ServerStream stream = streams.get(server);
    return stream == null ? 0 : stream.credits().open();
  }

  /** How many attempts wait for the acknowledgement of their end. */
  public int holding() {
    return attempts.holding();
  }

  /** How many attempts run. */
  public int slotsTaken() {
    return attempts.slotsTaken();
  }
}
