package io.carillon.bench.chaos;

import io.carillon.bench.HttpConnection;
import io.carillon.bench.HttpConnection.Reply;
import io.carillon.bench.Pace;
import io.carillon.model.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Calls the servers in turn, and the next when one does not answer or says 503, with the same
 * idempotency key, until a run is acknowledged.
 */
final class Client implements AutoCloseable {

  /** With a connection that is not for triggers. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration AVOIDANCE = Duration.ofMillis(500);
  private static final int INCIDENTS = 100;
  private static final Duration LOOK = Duration.ofMillis(100);

  /** A server, as a client sees it. */
  private static final class Target {
    final URI url;
    final ConcurrentLinkedQueue<HttpConnection> idle = new ConcurrentLinkedQueue<>();
    volatile long avoidedUntil = Long.MIN_VALUE;
    volatile boolean ready = true;

    Target(URI url) {
      this.url = url;
    }

    /** Those that are kept are broken, too. */
    void forgetConnections() {
      for (HttpConnection kept = idle.poll(); kept != null; kept = idle.poll()) {
        try {
          kept.close();
        } catch (IOException e) {
          // It is closed, then.
        }
      }
    }

    boolean welcomes() {
      return ready && Pace.nanos() > avoidedUntil;
    }
  }

  private final List<Target> targets;
  private final String token;
  private final Duration patience;
  private final boolean balanced;
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** No connection was to be had. */
  final LongAdder refused = new LongAdder();

  /** A connection broke, and the request had not been taken. */
  final LongAdder closedBefore = new LongAdder();

  /** A connection broke, or no answer came in time, and the request had been taken. */
  final LongAdder unanswered = new LongAdder();

  /** Answers that were neither a run nor 503. */
  final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

  final LongAdder unavailable = new LongAdder();

  /** What went wrong when, for people. */
  final ConcurrentLinkedQueue<String> incidents = new ConcurrentLinkedQueue<>();

  /**
   * @param patience how long to wait for an answer before another server is asked
   * @param balanced whether to look which servers are ready, as a load balancer does
   */
  Client(List<Cluster.Server> servers, String token, Duration patience, boolean balanced) {
    this.patience = patience;
    this.targets = servers.stream().map(server -> new Target(server.url())).toList();
    this.token = token;
    this.balanced = balanced;
    if (balanced) {
      targets.forEach(target -> Thread.ofVirtual().start(() -> watch(target)));
    }
  }

  void save(String workflow, String definition) throws IOException {
    Target target = targets.getFirst();
    try (HttpConnection connection = new HttpConnection(target.url, token, PATIENCE)) {
      Reply reply =
          connection.send(
              "PUT",
              "/api/v1/namespaces/chaos/workflows/" + workflow,
              "application/yaml",
              definition);
      if (reply.status() != 200) {
        throw new IOException("Expected a saved workflow, but found " + reply);
      }
    }
  }

  /** What a server says; {@code null}: it does not. */
  @Nullable Map<String, @Nullable Object> get(int server, String path) {
    try (HttpConnection connection = new HttpConnection(targets.get(server).url, token, PATIENCE)) {
      Reply reply = connection.send("GET", path, "", "");
      return reply.status() == 200 ? Json.parseObject(reply.body()) : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Until it is acknowledged, or the client is closed. */
  void trigger(Trigger trigger) {
    boolean broken = false;
    for (int tries = 0; !closed.get() && !trigger.acknowledged(); tries++) {
      Target target = next();
      if (target == null || tries >= targets.size()) {
        // Longer each time: many wait at once when a cluster is in trouble.
        Pace.pause(Duration.ofMillis(Math.min(400, 20L << Math.min(5, tries / targets.size()))));
      }
      if (target == null) {
        continue;
      }
      try {
        Reply reply = call(target, trigger);
        if (reply.status() == 503) {
          unavailable.increment();
          incident(target, reply.body());
        } else if (reply.status() != 201 && reply.status() != 200) {
          wrong.add(reply.status() + " " + reply.body());
          Pace.pause(Duration.ofMillis(100));
        } else {
          Map<String, @Nullable Object> run = Json.parseObject(reply.body());
          trigger.acknowledge(Long.parseLong(String.valueOf(run.get("id"))), Pace.epochMicros());
          if (broken && reply.status() == 200) {
            incident(target, trigger.key + " had been taken");
          }
          if (broken) {
            (reply.status() == 200 ? unanswered : closedBefore).increment();
          }
        }
      } catch (ConnectException e) {
        refused.increment();
        incident(target, e.toString());
        target.avoidedUntil = Pace.nanos() + AVOIDANCE.toNanos();
      } catch (IOException e) {
        broken = true;
        incident(target, trigger.key + " " + e);
        target.avoidedUntil = Pace.nanos() + AVOIDANCE.toNanos();
        target.forgetConnections();
      }
    }
  }

  private void incident(Target target, String what) {
    if (incidents.size() < INCIDENTS) {
      incidents.add("%d %s: %s".formatted(Pace.epochMicros(), target.url, what));
    }
  }

  private Reply call(Target target, Trigger trigger) throws IOException {
    HttpConnection connection = connection(target);
    boolean kept = false;
    try {
      Reply reply =
          connection.send(
              "POST",
              "/api/v1/namespaces/chaos/workflows/" + trigger.workflow + "/runs",
              "Idempotency-Key: " + trigger.key + "\r\n",
              "application/json",
              "{}");
      kept = !reply.last();
      return reply;
    } finally {
      if (kept) {
        target.idle.add(connection);
      } else {
        connection.close();
      }
    }
  }

  private @Nullable Target next() {
    int first = turn.getAndIncrement();
    for (int i = 0; i < targets.size(); i++) {
      Target target = targets.get(Math.floorMod(first + i, targets.size()));
      if (target.welcomes()) {
        return target;
      }
    }
    return balanced ? null : targets.get(Math.floorMod(first, targets.size()));
  }

  private HttpConnection connection(Target target) throws IOException {
    HttpConnection free = target.idle.poll();
    while (free != null && !free.isFresh()) {
      free.close();
      free = target.idle.poll();
    }
    return free == null ? new HttpConnection(target.url, token, patience) : free;
  }

  private void watch(Target target) {
    while (!closed.get()) {
      boolean ready = false;
      try (HttpConnection connection = new HttpConnection(target.url, token, PATIENCE)) {
        ready = connection.send("GET", "/api/v1/health/ready", "", "").status() == 200;
      } catch (IOException e) {
        // It is not, then.
      }
      target.ready = ready;
      Pace.pause(LOOK);
    }
  }

  @Override
  public void close() {
    closed.set(true);
    targets.forEach(Target::forgetConnections);
  }
}
