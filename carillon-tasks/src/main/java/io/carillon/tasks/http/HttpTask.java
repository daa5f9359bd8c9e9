package io.carillon.tasks.http;

import io.carillon.sdk.TaskContext;
import io.carillon.sdk.TaskFailure;
import io.carillon.sdk.TaskType;
import io.carillon.tasks.json.Json;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends one HTTP request.
 *
 * <pre>{@code
 * order:
 *   type: http
 *   config:
 *     url: https://shop.example/api/orders
 *     method: POST
 *     body: {day: "{{ params.day }}"}
 *     outputs: {order_id: /id}
 * }</pre>
 */
public final class HttpTask implements TaskType<HttpConfig> {

  /**
   * What of the body becomes the output {@code body}; more belongs into a file or {@code outputs}.
   */
  private static final int MAX_BODY_OUTPUT = 64 * 1024;

  private static final int LOGGED_BODY = 1024;
  private static final Pattern CHARSET =
      Pattern.compile("charset=\"?([\\w.:-]+)", Pattern.CASE_INSENSITIVE);
  private static final List<String> LOGGED_HEADERS =
      List.of("content-type", "content-length", "location", "retry-after");

  // Of its own threads there is one that waits for all connections, so all attempts share it.
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(10))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  @Override
  public String name() {
    return "http";
  }

  @Override
  public Class<HttpConfig> configType() {
    return HttpConfig.class;
  }

  @Override
  public void run(TaskContext task, HttpConfig config) throws Exception {
    HttpResponse<LimitedBody.Body> response = new HttpExchange(client, task, config).send();
    String body = text(response.headers(), response.body().bytes());
    log(task, response, body);
    check(config, response, body);
    task.output("status", (long) response.statusCode());
    task.output("body", body.substring(0, Math.min(body.length(), MAX_BODY_OUTPUT)));
    output(task, config.outputsOrNone(), body);
  }

  private static void check(HttpConfig config, HttpResponse<LimitedBody.Body> response, String body)
      throws TaskFailure {
    if (config.statusRanges().stream().noneMatch(range -> range.has(response.statusCode()))) {
      throw new TaskFailure(
          "http_status",
          "Expected status %s, but %s answered %d: %s"
              .formatted(
                  config.statusRanges(),
                  Redaction.url(response.uri()),
                  response.statusCode(),
                  start(body)));
    }
    if (!response.body().whole()) {
      throw new TaskFailure(
          "http_response_invalid",
          "Expected a response of at most %d bytes, but it is larger"
              .formatted(HttpExchange.MAX_RESPONSE));
    }
    String contains = config.success() == null ? null : config.success().contains();
    if (contains != null && !body.contains(contains)) {
      throw new TaskFailure(
          "http_response_invalid",
          "Expected the response to contain \"%s\", but it is: %s"
              .formatted(contains, start(body)));
    }
  }

  private static void output(TaskContext task, Map<String, String> outputs, String body)
      throws TaskFailure {
    if (outputs.isEmpty()) {
      return;
    }
    try {
      Object json = Json.parse(body);
      outputs.forEach((name, path) -> task.output(name, JsonPath.parse(path).in(json)));
    } catch (IllegalArgumentException e) {
      throw new TaskFailure("http_response_invalid", String.valueOf(e.getMessage()));
    }
  }

  private static void log(TaskContext task, HttpResponse<LimitedBody.Body> response, String body) {
    task.log("< " + response.statusCode());
    for (String name : LOGGED_HEADERS) {
      response.headers().firstValue(name).ifPresent(value -> task.log("< " + name + ": " + value));
    }
    if (!body.isEmpty()) {
      task.log(start(body));
    }
  }

  private static String start(String body) {
    return body.length() <= LOGGED_BODY ? body : body.substring(0, LOGGED_BODY) + "…";
  }

  private static String text(HttpHeaders headers, ByteArrayOutputStream body) {
    return body.toString(charset(headers.firstValue("content-type").orElse(null)));
  }

  private static Charset charset(@Nullable String contentType) {
    Matcher charset = CHARSET.matcher(contentType == null ? "" : contentType);
    try {
      return charset.find() ? Charset.forName(charset.group(1)) : StandardCharsets.UTF_8;
    } catch (IllegalArgumentException e) {
      return StandardCharsets.UTF_8;
    }
  }
}
