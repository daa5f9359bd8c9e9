package io.carillon.worker.session;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Finished;
import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.WorkerMessage;
import io.carillon.worker.execution.AttemptEvents;
import io.carillon.worker.execution.Execution;
import io.carillon.worker.execution.StopReason;
import io.carillon.worker.inbox.Inbox;
import io.carillon.worker.log.LogShipper;
import io.grpc.Status;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session with each server: dials, carries what {@link WorkerSessions} decides, and dials
 * again. One thread owns all of it; gRPC and the attempts hand it what happened. Whatever has
 * gathered meanwhile goes out in one message. Logs go to one of the servers.
 */
public final class ServerLinks implements AttemptEvents {

  private static final Logger LOGGER = LoggerFactory.getLogger(ServerLinks.class);
  private static final long GOODBYE_MILLIS = 1_000;

  private final Dialer dialer;
  private final WorkerSessions sessions;
  private final Execution execution;
  private final LogShipper logs;
  private final RandomGenerator random;
  private final long clockStart;
  private final long nanoStart = System.nanoTime();
  private final Inbox inbox = new Inbox();
  private final Thread thread = new Thread(this::run, "carillon-session");
  private final CompletableFuture<@Nullable Void> idle = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();
  private volatile WorkerStatus status = new WorkerStatus(List.of(), 0, 0, false);

  private final Map<String, Link> links = new LinkedHashMap<>();
  private @Nullable Link logged;
  private boolean draining;
  private boolean closing;

  public ServerLinks(
      Dialer dialer,
      WorkerSessions sessions,
      Execution execution,
      LogShipper logs,
      InstantSource clock,
      RandomGenerator random) {
    this.dialer = dialer;
    this.sessions = sessions;
    this.execution = execution;
    this.logs = logs;
    this.random = random;
    this.clockStart = clock.millis();
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  public WorkerStatus status() {
    return status;
  }

  /** Takes no more attempts. */
  public void drain() {
    inbox.add(
        () -> {
          draining = true;
          sessions.drain();
        });
  }

  /** Completes when, after {@link #drain}, no attempt runs any more. */
  public CompletableFuture<@Nullable Void> idle() {
    return idle;
  }

  /** Completes when, after {@link #drain}, every attempt's end is acknowledged. */
  public CompletableFuture<@Nullable Void> drained() {
    return drained;
  }

  /** Ends the sessions and the thread. What is not acknowledged by now is lost to the servers. */
  public void close() throws InterruptedException {
    inbox.add(() -> closing = true);
    thread.join(2 * GOODBYE_MILLIS);
  }

  @Override
  public void started(AttemptId id, long at) {
    // Not news at once, see WorkerSessions: the loop wakes by itself when it becomes so.
    inbox.addQuietly(() -> sessions.started(id, at));
  }

  @Override
  public void finished(AttemptId id, Finished how, boolean freed) {
    inbox.add(
        () -> {
          sessions.finished(id, how);
          if (freed) {
            sessions.freed(id, now());
          }
        });
  }

  @Override
  public void freed(AttemptId id) {
    inbox.add(() -> sessions.freed(id, now()));
  }

  private void run() {
    while (!closing) {
      try {
        inbox.run();
        step(now());
      } catch (RuntimeException | Error e) {
        // Also want of memory: the loop must go on.
        LOGGER.error("The sessions failed; opening others", e);
        List.copyOf(links.values())
            .forEach(link -> drop(link, () -> link.drop("an error in the worker: " + e, now())));
      }
      inbox.await(closing ? 0 : dueAt() - now());
    }
    links.values().forEach(Link::sayGoodbye);
    long end = now() + GOODBYE_MILLIS;
    links.values().forEach(link -> link.awaitGoodbye(Math.max(0, end - now())));
  }

  private void step(long now) {
    giveUpUseless(now);
    followServers();
    for (Link link : links.values()) {
      if (link.dialAt() <= now) {
        dial(link, now);
      }
    }
    carryOut(sessions.due(now));
    for (Link link : links.values()) {
      speak(link, now);
    }
    publish();
  }

  private void giveUpUseless(long now) {
    for (Link link : links.values()) {
      String why = sessions.useless(link.server(), now);
      if (why != null) {
        drop(link, () -> link.drop(why, now));
      }
    }
  }

  private void dial(Link link, long now) {
    try {
      link.dial();
    } catch (RuntimeException e) {
      // No address, or no token: that is between us and this server.
      link.drop("cannot dial %s: %s".formatted(link.server(), e.getMessage()), now);
      return;
    }
    link.send(sessions.connected(link.server(), now));
  }

  private void followServers() {
    Set<String> servers = sessions.servers();
    links.keySet().removeIf(server -> !servers.contains(server));
    for (String server : servers) {
      links.computeIfAbsent(
          server, any -> new Link(any, dialer, inbox, random, this::received, this::broken));
    }
  }

  private void speak(Link link, long now) {
    while (link.ready()) {
      WorkerMessage message = sessions.next(link.server(), now);
      if (message == null) {
        return;
      }
      link.send(message);
    }
  }

  private void carryOut(List<Order> orders) {
    for (Order order : orders) {
      if (order instanceof Order.Start start) {
        execution.start(start.dispatch(), logs, this);
      } else if (order instanceof Order.Stop stop) {
        switch (stop.why()) {
          case CANCELLED, SUPERSEDED -> execution.stop(stop.id(), StopReason.CANCEL);
          case ISOLATED -> execution.stop(stop.id(), StopReason.ISOLATED);
          case ISOLATED_TOO_LONG -> execution.kill(stop.id(), StopReason.ISOLATED);
        }
      }
    }
  }

  private void received(Link link, ServerMessage message) {
    carryOut(sessions.received(link.server(), message, now()));
    if (message.hasWelcome()) {
      link.welcomed();
      LOGGER.info(
          "Session with server {} at {}", message.getWelcome().getServerName(), link.server());
      if (logged == null) {
        shipLogs(link);
      }
    }
  }

  private void broken(Link link, Status why) {
    drop(link, () -> link.drop(why, now()));
  }

  private void drop(Link link, Runnable drop) {
    sessions.disconnected(link.server(), now());
    drop.run();
    if (link.equals(logged)) {
      shipLogs(
          links.values().stream()
              .filter(other -> sessions.welcomed(other.server()))
              .findFirst()
              .orElse(null));
    }
  }

  private void shipLogs(@Nullable Link link) {
    logged = link;
    if (link == null) {
      logs.disconnected();
    } else {
      logs.connected(link.logs());
    }
  }

  private void publish() {
    status =
        new WorkerStatus(
            links.values().stream().map(this::statusOf).toList(),
            sessions.slotsTaken(),
            sessions.holding(),
            draining);
    if (draining && sessions.slotsTaken() == 0) {
      idle.complete(null);
      if (sessions.holding() == 0) {
        drained.complete(null);
      }
    }
  }

  private LinkStatus statusOf(Link link) {
    String server = link.server();
    return new LinkStatus(
        server,
        sessions.welcomed(server) ? sessions.name(server) : null,
        sessions.credits(server),
        link.problem());
  }

  private long dueAt() {
    long due = sessions.dueAt();
    for (Link link : links.values()) {
      due = Math.min(due, link.dialAt());
    }
    return due;
  }

  private long now() {
    return clockStart + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoStart);
  }
}
