package io.carillon.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A server that answers as it was told, and remembers what it was asked. */
public final class FakeServer implements AutoCloseable {

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer http;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /** What the server was asked. */
  public record Request(String line, String body, Map<String, String> headers) {}

  @FunctionalInterface
  private interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  public FakeServer() throws IOException {
    this(0);
  }

  public FakeServer(int port) throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    http.setExecutor(threads);
    http.createContext("/api/v1", this::handle);
    http.start();
  }

  public int port() {
    return http.getAddress().getPort();
  }

  public String url() {
    return "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port();
  }

  /**
   * @param request method and path below {@code /api/v1}, such as {@code GET /runs/1}; with the
   *     query when the answer depends on it
   */
  public FakeServer answers(String request, int status, String json) {
    String type = status >= 400 ? "application/problem+json" : "application/json";
    answers.put(request, exchange -> send(exchange, status, type, Map.of(), json));
    return this;
  }

  public FakeServer answersText(String request, Map<String, String> headers, String text) {
    answers.put(request, exchange -> send(exchange, 200, "text/plain", headers, text));
    return this;
  }

  /** Sends one text after the other, each on a connection of its own which is then lost. */
  public FakeServer streams(String request, String... texts) {
    var left = new java.util.concurrent.LinkedBlockingQueue<>(List.of(texts));
    answers.put(
        request,
        exchange -> {
          String text = left.poll();
          if (text == null) {
            send(exchange, 503, "application/problem+json", Map.of(), "{}");
          } else {
            send(exchange, 200, "text/event-stream", Map.of(), text);
          }
        });
    return this;
  }

  /** Sends the text and leaves the connection open. */
  public FakeServer streamsForEver(String request, String text) {
    answers.put(
        request,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
        });
    return this;
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The only request of this method and path. */
  public Request request(String line) {
    return requests.stream()
        .filter(request -> request.line().equals(line))
        .findFirst()
        .orElseThrow(() -> new AssertionError("Expected " + line + ", but found " + requests));
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString().substring("/api/v1".length());
    String line = exchange.getRequestMethod() + " " + path;
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> headers = new ConcurrentHashMap<>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
    requests.add(new Request(line, body, headers));
    Answer answer = answers.get(line);
    if (answer == null) {
      answer = answers.get(line.replaceAll("\\?.*", ""));
    }
    if (answer == null) {
      send(
          exchange,
          404,
          "application/problem+json",
          Map.of(),
          "{\"code\":\"not_found\",\"detail\":\"Expected a known path, but found " + line + "\"}");
      return;
    }
    answer.give(exchange);
  }

  private static void send(
      HttpExchange exchange,
      int status,
      String type,
      Map<String, String> headers,
      @Nullable String text)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
