package io.carillon.tasks.http;

import io.carillon.sdk.TaskContext;
import io.carillon.sdk.TaskFailure;
import io.carillon.tasks.json.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The request and those that it is redirected to. */
final class HttpExchange {

  /** Held in memory while it is looked into. */
  static final int MAX_RESPONSE = 10 * 1024 * 1024;

  private static final int MAX_REDIRECTS = 5;

  private final HttpClient client;
  private final TaskContext task;
  private final HttpConfig config;
  private final long deadline;

  HttpExchange(HttpClient client, TaskContext task, HttpConfig config) {
    this.client = client;
    this.task = task;
    this.config = config;
    this.deadline = System.nanoTime() + config.timeoutOrDefault().toNanos();
  }

  /** The last answer, whatever its status. */
  HttpResponse<LimitedBody.Body> send() throws TaskFailure, InterruptedException {
    URI uri = withQuery(URI.create(config.url()), config.query());
    String method = config.methodOrDefault();
    boolean withBody = true;
    boolean trusted = true;
    for (int redirects = 0; ; redirects++) {
      HttpResponse<LimitedBody.Body> response = send(request(uri, method, withBody, trusted));
      Redirect redirect = Redirect.of(response.statusCode(), response.headers(), uri, method);
      if (redirect == null || Boolean.FALSE.equals(config.followRedirects())) {
        return response;
      }
      if (redirects == MAX_REDIRECTS) {
        throw new TaskFailure(
            "http_response_invalid",
            "Expected at most %d redirects, but there are more".formatted(MAX_REDIRECTS));
      }
      task.log("< %d, redirected".formatted(response.statusCode()));
      uri = redirect.to();
      method = redirect.method();
      withBody &= redirect.keepsBody();
      // Once among strangers, never trusted again, even if they send it back.
      trusted &= redirect.sameOrigin();
    }
  }

  private HttpRequest request(URI uri, String method, boolean withBody, boolean trusted)
      throws TaskFailure {
    task.log("> %s %s".formatted(method, Redaction.url(uri)));
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    // Over plain http, HTTP/2 would begin with an upgrade that some servers do not understand.
    request.version(
        uri.getScheme().equalsIgnoreCase("https")
            ? HttpClient.Version.HTTP_2
            : HttpClient.Version.HTTP_1_1);
    Object body = withBody ? config.body() : null;
    request.method(method, publisher(body));
    for (var header : headers(body).entrySet()) {
      if (trusted || !Redaction.isSecret(header.getKey())) {
        setHeader(request, header.getKey(), header.getValue());
      }
    }
    return request.build();
  }

  private void setHeader(HttpRequest.Builder request, String name, String value)
      throws TaskFailure {
    try {
      request.setHeader(name, value);
      task.log("> " + Redaction.header(name, value));
    } catch (IllegalArgumentException e) {
      throw new TaskFailure(
          "http_request_invalid",
          "Expected headers that may be set, but %s is not or has an invalid value".formatted(name),
          false);
    }
  }

  private Map<String, String> headers(@Nullable Object body) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (body != null) {
      headers.put(
          "Content-Type",
          body instanceof String ? "text/plain; charset=utf-8" : "application/json");
    }
    if (config.headers() != null) {
      for (var header : config.headers().entrySet()) {
        headers.keySet().removeIf(header.getKey()::equalsIgnoreCase);
        headers.put(header.getKey(), Json.text(header.getValue()));
      }
    }
    HttpConfig.Auth auth = config.auth();
    if (auth != null) {
      headers.put("Authorization", authorization(auth));
    }
    return headers;
  }

  private static String authorization(HttpConfig.Auth auth) {
    if (auth.bearer() != null) {
      return "Bearer " + auth.bearer();
    }
    byte[] pair = (auth.user() + ":" + auth.password()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static BodyPublisher publisher(@Nullable Object body) {
    return body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.text(body));
  }

  private HttpResponse<LimitedBody.Body> send(HttpRequest request)
      throws TaskFailure, InterruptedException {
    CompletableFuture<HttpResponse<LimitedBody.Body>> exchange =
        client.sendAsync(request, answer -> new LimitedBody(MAX_RESPONSE));
    try {
      return exchange.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new TaskFailure(
          "http_timeout",
          "Expected the whole response within %s, but it was not there"
              .formatted(config.timeoutOrDefault()));
    } catch (ExecutionException e) {
      throw failure(request.uri(), e.getCause());
    } finally {
      // Closes the connection of an exchange that is still at work.
      exchange.cancel(true);
    }
  }

  private static TaskFailure failure(URI uri, @Nullable Throwable cause) {
    boolean timeout = cause instanceof HttpConnectTimeoutException;
    boolean unknownHost =
        cause instanceof ConnectException
            && cause.getCause() instanceof ConnectException inner
            && inner.getCause() instanceof UnresolvedAddressException;
    String reason =
        unknownHost
            ? "its name is unknown"
            : cause instanceof IOException && cause.getMessage() != null
                ? cause.getMessage()
                : String.valueOf(cause);
    return new TaskFailure(
        timeout ? "http_timeout" : "http_connect",
        "Expected %s:%s to answer, but %s".formatted(uri.getHost(), port(uri), reason));
  }

  private static String port(URI uri) {
    return uri.getPort() < 0 ? uri.getScheme() : Integer.toString(uri.getPort());
  }

  private static URI withQuery(URI uri, @Nullable Map<String, Object> query) {
    if (query == null || query.isEmpty()) {
      return uri;
    }
    StringBuilder text = new StringBuilder();
    String raw = uri.getRawQuery();
    text.append(raw == null ? "" : raw);
    query.forEach(
        (name, value) -> {
          for (Object item : value instanceof List<?> list ? list : List.of(value)) {
            text.append(text.isEmpty() ? "" : "&");
            text.append(encoded(name)).append('=').append(encoded(Json.text(item)));
          }
        });
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path + "?" + text);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
