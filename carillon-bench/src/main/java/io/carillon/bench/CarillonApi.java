package io.carillon.bench;

import io.carillon.bench.HttpConnection.Reply;
import io.carillon.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Carillon's REST API. Each call takes a connection of a pool, so that callers do not wait. */
final class CarillonApi implements AutoCloseable {

  private static final String NAMESPACE = "/api/v1/namespaces/bench/workflows/";
  private static final int OVERLOADED = 503;

  private final URI server;
  private final String token;
  private final ConcurrentLinkedQueue<HttpConnection> idle = new ConcurrentLinkedQueue<>();
  private final LongAdder refusals = new LongAdder();

  CarillonApi(URI server, String token) {
    this.server = server;
    this.token = token;
  }

  void save(String workflow, String definition) throws IOException {
    expect(200, call("PUT", NAMESPACE + workflow, "application/yaml", definition));
  }

  /** Gives the run's id. */
  String trigger(String workflow) throws IOException {
    Reply reply = persistent("POST", NAMESPACE + workflow + "/runs", "{}");
    return String.valueOf(Json.parseObject(expect(201, reply)).get("id"));
  }

  void triggerBatch(String workflow, int runs) throws IOException {
    String body = "{\"runs\":[" + "{},".repeat(runs - 1) + "{}]}";
    String results = expect(200, persistent("POST", NAMESPACE + workflow + "/runs/batch", body));
    int accepted = results.split("\"id\"", -1).length - 1;
    if (accepted != runs) {
      throw new IllegalStateException(
          "Expected %d runs, but %d were accepted: %.300s".formatted(runs, accepted, results));
    }
  }

  Map<String, @Nullable Object> run(String id) throws IOException {
    return Json.parseObject(expect(200, call("GET", "/api/v1/runs/" + id, "", "")));
  }

  /** The tasks of a run, in the order of the definition. */
  List<?> tasks(String run) throws IOException {
    return items(call("GET", "/api/v1/runs/" + run + "/tasks", "", ""));
  }

  void awaitEnd(String workflow) {
    String unfinished = runs(workflow, "queued,running,cancelling") + "&limit=1";
    Pace.await(
        "the end of all runs",
        Duration.ofMinutes(10),
        () -> {
          try {
            return items(call("GET", unfinished, "", "")).isEmpty();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Counts by reading all of them. */
  long succeeded(String workflow) throws IOException {
    long count = 0;
    String query = runs(workflow, "succeeded") + "&limit=500";
    String page = query;
    while (true) {
      Reply reply = call("GET", page, "", "");
      count += items(reply).size();
      Object next = Json.parseObject(reply.body()).get("next");
      if (next == null) {
        return count;
      }
      page = query + "&after=" + next;
    }
  }

  long refusals() {
    return refusals.sum();
  }

  private static String runs(String workflow, String states) {
    return "/api/v1/runs?namespace=bench&workflow=" + workflow + "&state=" + states;
  }

  private static List<?> items(Reply reply) {
    return (List<?>) Objects.requireNonNull(Json.parseObject(expect(200, reply)).get("items"));
  }

  private static String expect(int status, Reply reply) {
    if (reply.status() != status) {
      throw new IllegalStateException(
          "Expected status %d, but found %d: %.1000s"
              .formatted(status, reply.status(), reply.body()));
    }
    return reply.body();
  }

  /** Comes back when the server is overloaded, as a caller should. */
  private Reply persistent(String method, String path, String body) throws IOException {
    Reply reply = call(method, path, "application/json", body);
    while (reply.status() == OVERLOADED) {
      refusals.increment();
      LockSupport.parkNanos(20_000_000);
      reply = call(method, path, "application/json", body);
    }
    return reply;
  }

  private Reply call(String method, String path, String type, String body) throws IOException {
    HttpConnection connection = connection();
    Reply reply = connection.send(method, path, type, body);
    if (reply.last()) {
      connection.close();
    } else {
      idle.add(connection);
    }
    return reply;
  }

  private HttpConnection connection() throws IOException {
    HttpConnection free = idle.poll();
    while (free != null && !free.isFresh()) {
      free.close();
      free = idle.poll();
    }
    return free == null ? new HttpConnection(server, token) : free;
  }

  @Override
  public void close() throws IOException {
    for (HttpConnection connection = idle.poll(); connection != null; connection = idle.poll()) {
      connection.close();
    }
  }
}
