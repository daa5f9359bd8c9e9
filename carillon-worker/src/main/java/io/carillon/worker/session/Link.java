package io.carillon.worker.session;

import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.WorkerMessage;
import io.carillon.worker.inbox.Inbox;
import io.carillon.worker.log.LogShipper;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one server: a stream, and when to dial again. Used by the loop's thread alone; what
 * gRPC's threads tell comes by the loop's inbox.
 */
final class Link {

  private static final Logger LOGGER = LoggerFactory.getLogger(Link.class);

  private final String server;
  private final Dialer dialer;
  private final Inbox inbox;
  private final BiConsumer<Link, ServerMessage> received;
  private final BiConsumer<Link, Status> broken;
  private final Backoff backoff;

  private Dialer.@Nullable Connection connection;
  private @Nullable ClientCallStreamObserver<WorkerMessage> stream;
  private int streamNumber;
  private long dialAt;
  private @Nullable String problem;

  Link(
      String server,
      Dialer dialer,
      Inbox inbox,
      RandomGenerator random,
      BiConsumer<Link, ServerMessage> received,
      BiConsumer<Link, Status> broken) {
    this.server = server;
    this.dialer = dialer;
    this.inbox = inbox;
    this.received = received;
    this.broken = broken;
    this.backoff = new Backoff(random);
  }

  String server() {
    return server;
  }

  boolean open() {
    return connection != null;
  }

  /** When to dial; never while it is open. */
  long dialAt() {
    return open() ? Long.MAX_VALUE : dialAt;
  }

  @Nullable String problem() {
    return problem;
  }

  /** Opens a stream, which takes messages from now on. */
  void dial() {
    Dialer.Connection dialled = dialer.dial(server);
    connection = dialled;
    dialled.gateway().session(new Answers(++streamNumber));
  }

  boolean ready() {
    return stream != null && stream.isReady();
  }

  void send(WorkerMessage message) {
    if (stream != null) {
      stream.onNext(message);
    }
  }

  void welcomed() {
    backoff.succeeded();
    problem = null;
  }

  /** Opens a stream for logs to the same server. */
  LogShipper.Opening logs() {
    Dialer.Connection current = connection;
    if (current == null) {
      throw new IllegalStateException("Expected a connection to " + server + ", but there is none");
    }
    return current.gateway()::logs;
  }

  /** gRPC says that the stream ended. */
  void drop(Status why, long now) {
    boolean refused =
        why.getCode() == Status.Code.UNAUTHENTICATED
            || why.getCode() == Status.Code.PERMISSION_DENIED;
    if (refused) {
      drop(
          "the server at %s refuses this worker's token: %s"
              .formatted(server, why.getDescription()),
          now,
          backoff.afterRefusal());
    } else {
      drop("no session with the server at %s: %s".formatted(server, shown(why)), now);
    }
  }

  /** The stream is of no use any more. */
  void drop(String why, long now) {
    drop(why, now, backoff.afterFailure());
  }

  private void drop(String why, long now, long pauseMillis) {
    if (!why.equals(problem)) {
      LOGGER.warn("Session ended, next try in {} ms if it is wanted: {}", pauseMillis, why);
    }
    problem = why;
    dialAt = now + pauseMillis;
    abandon(why);
  }

  private void abandon(String why) {
    streamNumber++;
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

  private static String shown(Status status) {
    Throwable cause = status.getCause();
    return status.getDescription() == null
        ? status.getCode().name()
        : status.getDescription() + (cause == null ? "" : " (" + cause.getMessage() + ")");
  }

  /** Ends the stream in order; {@link #awaitGoodbye} waits for what was sent last to arrive. */
  void sayGoodbye() {
    Dialer.Connection current = connection;
    if (stream == null || current == null) {
      return;
    }
    try {
      stream.onCompleted();
      current.channel().shutdown();
    } catch (IllegalStateException e) {
      LOGGER.debug("The session with {} ended without a goodbye: {}", server, e.toString());
    }
  }

  void awaitGoodbye(long millis) {
    Dialer.Connection current = connection;
    if (current == null) {
      return;
    }
    try {
      current.channel().awaitTermination(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      current.abandon();
    }
  }

  /** The server's side of one stream. gRPC's threads call it. */
  private final class Answers implements ClientResponseObserver<WorkerMessage, ServerMessage> {
    private final int number;

    Answers(int number) {
      this.number = number;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WorkerMessage> requests) {
      // Called within dial(), by the loop's own thread.
      stream = requests;
      requests.setOnReadyHandler(() -> inbox.add(() -> {}));
    }

    @Override
    public void onNext(ServerMessage message) {
      inbox.add(
          () -> {
            if (number == streamNumber) {
              received.accept(Link.this, message);
            }
          });
    }

    @Override
    public void onError(Throwable cause) {
      inbox.add(
          () -> {
            if (number == streamNumber) {
              broken.accept(Link.this, Status.fromThrowable(cause));
            }
          });
    }

    @Override
    public void onCompleted() {
      onError(Status.UNAVAILABLE.withDescription("the server ended the session").asException());
    }
  }
}
