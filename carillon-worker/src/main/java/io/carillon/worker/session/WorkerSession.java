package io.carillon.worker.session;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Cancel;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Finished;
import io.carillon.protocol.Register;
import io.carillon.protocol.Report;
import io.carillon.protocol.Welcome;
import io.carillon.protocol.WorkerMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a worker says to one server, and what it remembers over the streams to it. Deterministic: no
 * thread, clock, network or chance; whoever drives it says what happened and when, and takes {@link
 * #next} for as long as the stream has room. Not for several threads at once.
 *
 * <p><b>Attempts.</b> A dispatched attempt is <i>held</i> until its {@code finished} report is
 * acknowledged. Each stream's {@code register} names all that are held, so that the server neither
 * sends them again nor gives them away; should one come again all the same, it does not run twice,
 * but its reports are repeated.
 *
 * <p><b>Reports</b> are kept until acknowledged, and all go again, in order, on a new stream. An
 * attempt that ends within {@value #PATIENCE_MILLIS} ms costs one report, the {@code finished}; one
 * that takes longer is reported as {@code started} then (or {@code accepted}, when it has not even
 * started), since whoever waits for a short task waits for its end.
 *
 * <p><b>Credits</b> count from 0 on every stream. This always holds: {@code slots taken + credits
 * not used yet + credits owed = capacity}. An attempt that ends frees its slot at once, before the
 * server has acknowledged anything; credits are owed rather than granted while too many reports
 * wait for that, so that what is kept has a limit.
 *
 * <p>Every {@code now} is in milliseconds, by a clock that never goes back and that started out as
 * milliseconds since 1970.
 */
public final class WorkerSession {

  /** An attempt that is over by then needs one report only. */
  static final long PATIENCE_MILLIS = 5;

  /** A server that has not answered the registration by then is not worth waiting for. */
  static final long WELCOME_MILLIS = 5_000;

  private static final int BACKLOG = 1_000;
  private static final long BACKLOG_BYTES = 32 * 1024 * 1024;
  // A message stays far below the 4 MiB that gRPC takes by default.
  private static final int MESSAGE_BYTES = 1024 * 1024;
  private static final int MESSAGE_REPORTS = 1_000;

  private enum State {
    DISCONNECTED,
    REGISTERED,
    WELCOME
  }

  private final Register identity;
  private final int capacity;
  private final Map<AttemptId, Held> held = new LinkedHashMap<>();
  private final Set<AttemptId> slots = new HashSet<>();

  /** Attempts with news, in the order in which the news came. */
  private final Deque<Held> news = new ArrayDeque<>();

  /** Attempts that the server was told nothing of yet, in the order of their arrival. */
  private final Deque<Held> young = new ArrayDeque<>();

  /** Reports that wait to be acknowledged, by sequence. */
  private final Map<Long, Report> kept = new LinkedHashMap<>();

  /** Reports to be sent on this stream. */
  private final Deque<Report> outgoing = new ArrayDeque<>();

  private State state = State.DISCONNECTED;
  private boolean draining;
  private long sequence;
  private long keptBytes;
  // Of this stream.
  private long granted;
  private long grantedSent;
  private long used;
  private int owed;
  private boolean drainingSent;
  private long sentAt;
  private long heardAt;
  private long heartbeatMillis;
  private long leaseMillis;

  /**
   * @param identity what the worker says of itself; what it holds is added
   */
  public WorkerSession(Register identity) {
    this.identity = identity;
    this.capacity = identity.getCapacity();
  }

  /** A stream was opened; returns the first message for it. */
  public WorkerMessage connected(long now) {
    state = State.REGISTERED;
    heardAt = now;
    sentAt = now;
    leaseMillis = WELCOME_MILLIS;
    granted = 0;
    grantedSent = 0;
    used = 0;
    owed = capacity - slots.size();
    drainingSent = draining;
    outgoing.clear();
    outgoing.addAll(kept.values());
    return WorkerMessage.newBuilder()
        .setRegister(identity.toBuilder().addAllHolding(held.keySet()))
        .setDraining(draining)
        .build();
  }

  public void disconnected() {
    state = State.DISCONNECTED;
  }

  /** The server answered: from now on there are messages to send. */
  public void welcome(Welcome welcome, long now) {
    state = State.WELCOME;
    heardAt = now;
    heartbeatMillis = welcome.getHeartbeatMillis();
    leaseMillis = welcome.getLeaseMillis();
    grant();
  }

  /** Any message came. */
  public void heard(long now) {
    heardAt = now;
  }

  /**
   * The server sent an attempt.
   *
   * @return whether to run it; if not, the session has dealt with it
   */
  public boolean dispatched(Dispatch dispatch, long now) {
    AttemptId id = dispatch.getId();
    boolean beyondCredits = used >= granted;
    if (!beyondCredits) {
      used++;
    }
    if (held.containsKey(id) || beyondCredits || draining) {
      owed += beyondCredits ? 0 : 1;
      grant();
      if (held.containsKey(id)) {
        repeat(id);
      } else {
        endAtOnce(id, Finished.Outcome.OUTCOME_HANDED_BACK, now);
      }
      return false;
    }
    Held attempt = new Held(id, now);
    held.put(id, attempt);
    slots.add(id);
    young.add(attempt);
    return true;
  }

  /**
   * The server wants an attempt stopped. One that never arrived is reported as cancelled.
   *
   * @return whether it is here and has to be stopped
   */
  public boolean cancelled(Cancel cancel, long now) {
    Held attempt = held.get(cancel.getId());
    if (attempt != null) {
      return !attempt.ended();
    }
    if (slots.contains(cancel.getId())) {
      // It was reported as one that does not stop.
      return true;
    }
    if (cancel.getReason() != Cancel.Reason.REASON_SUPERSEDED) {
      endAtOnce(cancel.getId(), Finished.Outcome.OUTCOME_CANCELLED, now);
    }
    return false;
  }

  /** The server has committed the report: it is forgotten. */
  public void acknowledged(long acknowledged) {
    Report report = forget(acknowledged);
    if (report != null && report.hasFinished()) {
      Held attempt = held.remove(report.getId());
      if (attempt != null) {
        attempt.sequences().forEach(this::forget);
      }
      grant();
    }
  }

  private @Nullable Report forget(long sequence) {
    Report report = kept.remove(sequence);
    if (report != null) {
      keptBytes -= report.getSerializedSize();
    }
    return report;
  }

  /**
   * The attempt's task began.
   *
   * @param at milliseconds since 1970
   */
  public void started(AttemptId id, long at) {
    Held attempt = held.get(id);
    if (attempt != null && !attempt.ended()) {
      attempt.start(at);
      if (attempt.known()) {
        announce(attempt);
      }
    }
  }

  /** The attempt's outcome is known. Its slot stays taken until {@link #freed}. */
  public void finished(AttemptId id, Finished how) {
    Held attempt = held.get(id);
    if (attempt != null && !attempt.ended()) {
      attempt.finish(how);
      announce(attempt);
    }
  }

  /** Nothing of the attempt runs any more. */
  public void freed(AttemptId id) {
    if (slots.remove(id)) {
      owed++;
      grant();
    }
  }

  /** Takes no more attempts; those that come all the same are handed back. */
  public void drain() {
    draining = true;
  }

  /** The next message to send, or null when there is nothing to say now. */
  public @Nullable WorkerMessage next(long now) {
    if (state != State.WELCOME) {
      return null;
    }
    for (Held first = young.peek();
        first != null && (first.known() || first.ended() || dueAt(first) <= now);
        first = young.peek()) {
      young.remove();
      announce(first);
    }
    WorkerMessage.Builder message = WorkerMessage.newBuilder();
    addReports(message);
    boolean grants = granted > grantedSent;
    if (grants) {
      message.setCreditsGranted(granted);
    }
    boolean heartbeat = now - sentAt >= heartbeatMillis;
    if (message.getReportsCount() == 0 && !grants && draining == drainingSent && !heartbeat) {
      return null;
    }
    grantedSent = granted;
    drainingSent = draining;
    sentAt = now;
    return message.setDraining(draining).build();
  }

  /** When {@link #next} has to be asked, or {@link #serverSilent}, if nothing happens before. */
  public long dueAt() {
    if (state == State.DISCONNECTED) {
      return Long.MAX_VALUE;
    }
    long due = heardAt + leaseMillis + 1;
    if (state == State.WELCOME) {
      due = Math.min(due, sentAt + heartbeatMillis);
      Held first = young.peek();
      due = first == null ? due : Math.min(due, dueAt(first));
    }
    return due;
  }

  /** The server was not heard for its whole lease: the stream is of no use. */
  public boolean serverSilent(long now) {
    return state != State.DISCONNECTED && now - heardAt > leaseMillis;
  }

  public boolean welcomed() {
    return state == State.WELCOME;
  }

  /** How many attempts wait for the acknowledgement of their end. */
  public int holding() {
    return held.size();
  }

  /** How many attempts run. */
  public int slotsTaken() {
    return slots.size();
  }

  /** How many attempts the server may still send on this stream. */
  public long credits() {
    return granted - used;
  }

  private static long dueAt(Held attempt) {
    return attempt.receivedAt() + PATIENCE_MILLIS;
  }

  private void announce(Held attempt) {
    if (!attempt.queued && attempt.hasNews()) {
      attempt.queued = true;
      news.add(attempt);
    }
  }

  private void addReports(WorkerMessage.Builder message) {
    int bytes = 0;
    while (message.getReportsCount() < MESSAGE_REPORTS && bytes < MESSAGE_BYTES) {
      Report report = outgoing.poll();
      if (report == null) {
        Held attempt = news.poll();
        if (attempt == null) {
          return;
        }
        attempt.queued = false;
        report = attempt.report(++sequence);
        kept.put(sequence, report);
        keptBytes += report.getSerializedSize();
      } else if (!kept.containsKey(report.getSequence())) {
        continue;
      }
      message.addReports(report);
      bytes += report.getSerializedSize();
    }
  }

  private void repeat(AttemptId id) {
    for (Report report : kept.values()) {
      if (report.getId().equals(id)) {
        outgoing.add(report);
      }
    }
  }

  private void endAtOnce(AttemptId id, Finished.Outcome outcome, long now) {
    Held attempt = new Held(id, now);
    held.put(id, attempt);
    finished(id, Finished.newBuilder().setOutcome(outcome).setEndedAt(now).build());
  }

  private void grant() {
    while (owed > 0
        && !draining
        && state == State.WELCOME
        && held.size() + (granted - used) < capacity + BACKLOG
        && keptBytes < BACKLOG_BYTES) {
      owed--;
      granted++;
    }
  }
}
