package io.carillon.worker.session;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Cancel;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Finished;
import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.WorkerMessage;
import io.carillon.worker.execution.AttemptEvents;
import io.carillon.worker.execution.Execution;
import io.carillon.worker.execution.StopReason;
import io.carillon.worker.inbox.Inbox;
import io.carillon.worker.log.LogShipper;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session with one server at a time: dials, carries what the {@link WorkerSession} decides,
 * and dials again. One thread owns all of it; gRPC and the attempts hand it what happened. Whatever
 * has gathered meanwhile goes out in one message.
 */
public final class ServerLink implements AttemptEvents {

  private static final Logger LOGGER = LoggerFactory.getLogger(ServerLink.class);
  private static final long GOODBYE_MILLIS = 1_000;

  private final Dialer dialer;
  private final WorkerSession session;
  private final Execution execution;
  private final LogShipper logs;
  private final Backoff backoff;
  private final long clockStart;
  private final long nanoStart = System.nanoTime();
  private final Inbox inbox = new Inbox();
  private final Thread thread = new Thread(this::run, "carillon-session");
  private final CompletableFuture<@Nullable Void> idle = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();
  private volatile LinkStatus status = new LinkStatus(null, 0, 0, 0, false, null);

  private Dialer.@Nullable Connection connection;
  private @Nullable ClientCallStreamObserver<WorkerMessage> stream;
  private int streamNumber;
  private long dialAt;
  private boolean draining;
  private boolean closing;
  private @Nullable String problem;

  public ServerLink(
      Dialer dialer,
      WorkerSession session,
      Execution execution,
      LogShipper logs,
      InstantSource clock,
      RandomGenerator random) {
    this.dialer = dialer;
    this.session = session;
    this.execution = execution;
    this.logs = logs;
    this.backoff = new Backoff(random);
    this.clockStart = clock.millis();
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  public LinkStatus status() {
    return status;
  }

  /** Takes no more attempts. */
  public void drain() {
    inbox.add(
        () -> {
          draining = true;
          session.drain();
        });
  }

  /** Completes when, after {@link #drain}, no attempt runs any more. */
  public CompletableFuture<@Nullable Void> idle() {
    return idle;
  }

  /** Completes when, after {@link #drain}, the server has acknowledged every attempt's end. */
  public CompletableFuture<@Nullable Void> drained() {
    return drained;
  }

  /** Ends the session and the thread. What is not acknowledged by now is lost to the server. */
  public void close() throws InterruptedException {
    inbox.add(() -> closing = true);
    thread.join(2 * GOODBYE_MILLIS);
  }

  @Override
  public void started(AttemptId id, long at) {
    // Not news at once, see WorkerSession: the loop wakes by itself when it becomes so.
    inbox.addQuietly(() -> session.started(id, at));
  }

  @Override
  public void finished(AttemptId id, Finished how, boolean freed) {
    inbox.add(
        () -> {
          session.finished(id, how);
          if (freed) {
            session.freed(id);
          }
        });
  }

  @Override
  public void freed(AttemptId id) {
    inbox.add(() -> session.freed(id));
  }

  private void run() {
    while (!closing) {
      try {
        inbox.run();
        step(now());
      } catch (RuntimeException | Error e) {
        // Also want of memory: the loop must go on.
        LOGGER.error("The session failed; opening another", e);
        drop("an error in the worker: " + e, backoff.afterFailure());
      }
      inbox.await(closing ? 0 : dueAt() - now());
    }
    sayGoodbye();
  }

  private void step(long now) {
    if (connection == null && now >= dialAt) {
      dial(now);
    }
    if (session.serverSilent(now)) {
      dialer.turnAway();
      drop("the server was silent for too long", backoff.afterFailure());
    }
    ClientCallStreamObserver<WorkerMessage> open = stream;
    while (open != null && open.isReady()) {
      WorkerMessage message = session.next(now);
      if (message == null) {
        break;
      }
      open.onNext(message);
    }
    publish();
  }

  private void publish() {
    Dialer.Connection current = connection;
    status =
        new LinkStatus(
            current == null || !session.welcomed() ? null : current.server(),
            session.slotsTaken(),
            session.holding(),
            session.credits(),
            draining,
            problem);
    if (draining && session.slotsTaken() == 0) {
      idle.complete(null);
      if (session.holding() == 0) {
        drained.complete(null);
      }
    }
  }

  private long dueAt() {
    return connection == null ? dialAt : session.dueAt();
  }

  private void dial(long now) {
    Dialer.Connection dialled = dialer.dial();
    connection = dialled;
    int number = ++streamNumber;
    dialled.gateway().session(new Answers(number));
    ClientCallStreamObserver<WorkerMessage> opened = stream;
    if (opened != null) {
      opened.onNext(session.connected(now));
    }
  }

  private void received(int number, ServerMessage message) {
    Dialer.Connection current = connection;
    if (number != streamNumber || current == null) {
      return;
    }
    long now = now();
    session.heard(now);
    if (message.hasWelcome()) {
      welcome(current, message, now);
    }
    for (Dispatch dispatch : message.getDispatchesList()) {
      if (session.dispatched(dispatch, now)) {
        execution.start(dispatch, logs, this);
      }
    }
    for (Cancel cancel : message.getCancelsList()) {
      if (session.cancelled(cancel, now)) {
        execution.stop(cancel.getId(), StopReason.CANCEL);
      }
    }
    // Last, so that a cancel of an attempt whose end is acknowledged with it still finds it.
    for (long sequence : message.getAcknowledgedList()) {
      session.acknowledged(sequence);
    }
  }

  private void welcome(Dialer.Connection current, ServerMessage message, long now) {
    session.welcome(message.getWelcome(), now);
    backoff.succeeded();
    problem = null;
    dialer.learn(message.getWelcome().getServersList());
    logs.connected(current.gateway()::logs);
    LOGGER.info(
        "Session with server {} at {}", message.getWelcome().getServerName(), current.server());
  }

  private void broken(int number, Throwable cause) {
    Dialer.Connection current = connection;
    if (number != streamNumber || current == null) {
      return;
    }
    Status why = Status.fromThrowable(cause);
    dialer.turnAway();
    if (why.getCode() == Status.Code.UNAUTHENTICATED
        || why.getCode() == Status.Code.PERMISSION_DENIED) {
      drop(
          "the server at %s refuses this worker's token: %s"
              .formatted(current.server(), why.getDescription()),
          backoff.afterRefusal());
    } else {
      drop(
          "no session with the server at %s: %s".formatted(current.server(), shown(why)),
          backoff.afterFailure());
    }
  }

  private static String shown(Status status) {
    Throwable cause = status.getCause();
    return status.getDescription() == null
        ? status.getCode().name()
        : status.getDescription() + (cause == null ? "" : " (" + cause.getMessage() + ")");
  }

  private void drop(String why, long pauseMillis) {
    if (!why.equals(problem)) {
      LOGGER.warn("Trying again in {} ms and on: {}", pauseMillis, why);
    }
    problem = why;
    dialAt = now() + pauseMillis;
    streamNumber++;
    session.disconnected();
    logs.disconnected();
    ClientCallStreamObserver<WorkerMessage> open = stream;
    stream = null;
    if (open != null) {
      open.cancel(why, null);
    }
    Dialer.Connection current = connection;
    connection = null;
    if (current != null) {
      current.abandon();
    }
  }

  private void sayGoodbye() {
    ClientCallStreamObserver<WorkerMessage> open = stream;
    Dialer.Connection current = connection;
    if (open == null || current == null) {
      return;
    }
    try {
      open.onCompleted();
      current.channel().shutdown().awaitTermination(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException | IllegalStateException e) {
      LOGGER.debug("The session ended without a goodbye: {}", e.toString());
    } finally {
      current.abandon();
    }
  }

  private long now() {
    return clockStart + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoStart);
  }

  /** The server's side of one stream. gRPC's threads call it. */
  private final class Answers implements ClientResponseObserver<WorkerMessage, ServerMessage> {
    private final int number;

    Answers(int number) {
      this.number = number;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WorkerMessage> requests) {
      // Called within dial(), by the link's own thread.
      stream = requests;
      requests.setOnReadyHandler(() -> inbox.add(() -> {}));
    }

    @Override
    public void onNext(ServerMessage message) {
      inbox.add(() -> received(number, message));
    }

    @Override
    public void onError(Throwable cause) {
      inbox.add(() -> broken(number, cause));
    }

    @Override
    public void onCompleted() {
      onError(Status.UNAVAILABLE.withDescription("the server ended the session").asException());
    }
  }
}
