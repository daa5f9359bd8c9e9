package io.carillon.cli.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The REST API of a server, or of several of one cluster. Paths are below {@code /api/v1}.
 *
 * <pre>{@code
 * JsonNode run = api.get("/runs/" + id);
 * }</pre>
 *
 * <p>Every call throws {@link ProblemException} when the server refuses it, and {@link
 * UnreachableException} when there is no answer or the server cannot serve now.
 */
public final class Api {

  public static final JsonMapper JSON = JsonMapper.builder().build();

  /** Enough for a large definition on a slow machine; a silent server is not waited for. */
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** With it, the same request may be sent again: it gets the same run. */
  public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private final Supplier<Access> access;
  private volatile int answering;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  /**
   * @param access asked before each call, as a server that was started again may have moved
   */
  public Api(Supplier<Access> access) {
    this.access = access;
  }

  /** A path of segments, each escaped: {@code path("runs", id, "tasks")}. */
  public static String path(String... segments) {
    StringBuilder path = new StringBuilder();
    for (String segment : segments) {
      path.append('/').append(escape(segment));
    }
    return path.toString();
  }

  /** {@code ?a=1&b=2}, without the parameters that are {@code null}. */
  public static String query(Map<String, ? extends @Nullable Object> parameters) {
    StringBuilder query = new StringBuilder();
    parameters.forEach(
        (name, value) -> {
          if (value != null) {
            query.append(query.isEmpty() ? '?' : '&');
            query.append(escape(name)).append('=').append(escape(value.toString()));
          }
        });
    return query.toString();
  }

  public JsonNode get(String path) {
    return json(send(path, request().GET().timeout(ANSWER)));
  }

  public JsonNode post(String path, JsonNode body) {
    return post(path, body, Map.of());
  }

  public JsonNode post(String path, JsonNode body, Map<String, String> headers) {
    HttpRequest.Builder request =
        request()
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    headers.forEach(request::header);
    return json(send(path, request.timeout(ANSWER)));
  }

  /** Sends a definition as it stands in its file. */
  public JsonNode define(String method, String path, String source) {
    String type = source.stripLeading().startsWith("{") ? "application/json" : "application/yaml";
    return json(
        send(
            path,
            request()
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(source))
                .timeout(ANSWER)));
  }

  public void delete(String path) {
    text(send(path, request().DELETE().timeout(ANSWER)));
  }

  /**
   * A piece of a log.
   *
   * @param next offset at which the next piece begins
   * @param ended whether nothing more will be written
   */
  public record LogPage(String text, long next, boolean ended) {}

  public LogPage log(String path, long offset, int limit) {
    String query = "?offset=" + offset + "&limit=" + limit;
    HttpResponse<InputStream> answer = send(path + query, request().GET().timeout(ANSWER));
    String text = text(answer);
    long next =
        answer
            .headers()
            .firstValueAsLong("X-Carillon-Log-Offset")
            .orElse(offset + text.getBytes(StandardCharsets.UTF_8).length);
    String ended = answer.headers().firstValue("X-Carillon-Log-Ended").orElse("true");
    return new LogPage(text, next, ended.equals("true"));
  }

  /** Opens a stream of server-sent events. */
  EventReader stream(String path, @Nullable String lastEventId) {
    HttpRequest.Builder request = request().setHeader("Accept", "text/event-stream").GET();
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    return new EventReader(send(path, request.timeout(ANSWER)).body());
  }

  private static HttpRequest.Builder request() {
    return HttpRequest.newBuilder().header("Accept", "application/json");
  }

  /** Asks the server that answered last; if it is away, the others, when that can do no harm. */
  private HttpResponse<InputStream> send(String path, HttpRequest.Builder builder) {
    Access access = this.access.get();
    if (access.authorization() != null) {
      builder.setHeader("Authorization", access.authorization());
    }
    List<String> urls = access.urls();
    int first = answering;
    for (int i = 0; ; i++) {
      int asked = (first + i) % urls.size();
      HttpRequest request = builder.uri(uri(urls.get(asked), path)).build();
      try {
        HttpResponse<InputStream> answer = send(request);
        answering = asked;
        return answer;
      } catch (UnreachableException e) {
        if (i == urls.size() - 1 || !(e.unsent() || repeatable(request))) {
          throw e;
        }
      }
    }
  }

  /** Whether the server does the same no matter how often it is asked. */
  private static boolean repeatable(HttpRequest request) {
    return !request.method().equals("POST")
        || request.headers().firstValue(IDEMPOTENCY_KEY).isPresent();
  }

  private static URI uri(String url, String path) {
    try {
      URI uri = URI.create(url + "/api/v1" + path);
      if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new ProblemException(
        new Problem(
            400,
            "url_invalid",
            "Expected a URL such as http://localhost:7400, but found " + url + ".",
            List.of()));
  }

  private HttpResponse<InputStream> send(HttpRequest request) {
    HttpResponse<InputStream> answer;
    try {
      answer = http.send(request, BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw unreachable(request, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("Interrupted while waiting for the server.");
    }
    if (answer.statusCode() / 100 == 2) {
      return answer;
    }
    Problem problem = Problem.read(answer.statusCode(), parse(text(answer)));
    if (answer.statusCode() == 503 || answer.statusCode() == 502 || answer.statusCode() == 504) {
      throw new UnreachableException("The server cannot serve now: " + problem.sentence());
    }
    throw new ProblemException(problem);
  }

  private static UnreachableException unreachable(HttpRequest request, IOException e) {
    URI uri = request.uri();
    String where = uri.getScheme() + "://" + uri.getRawAuthority();
    String why =
        switch (e) {
          case HttpConnectTimeoutException timeout -> "nothing answers there";
          case HttpTimeoutException timeout -> "it did not answer in time";
          case ConnectException refused ->
              refused.getCause() instanceof UnresolvedAddressException
                  ? "no such host"
                  : "connection refused";
          default -> e.getMessage() == null ? "the connection broke" : e.getMessage();
        };
    boolean unsent = e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
    return new UnreachableException(
        "Cannot reach the server at " + where + ": " + why + ".", unsent);
  }

  private static String text(HttpResponse<InputStream> answer) {
    try (InputStream body = answer.body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unreachable(answer.request(), e);
    }
  }

  private static JsonNode json(HttpResponse<InputStream> answer) {
    JsonNode json = parse(text(answer));
    if (json == null) {
      throw new ProblemException(
          new Problem(
              answer.statusCode(),
              "not_carillon",
              "Expected a Carillon server at "
                  + answer.uri().resolve("/")
                  + ", but what answers there does not speak JSON.",
              List.of()));
    }
    return json;
  }

  private static @Nullable JsonNode parse(String text) {
    try {
      return text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
    } catch (JacksonException e) {
      return null;
    }
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
