package io.carillon.server;

import io.carillon.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Talks to a server as one caller. */
final class Client {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String url;
  private final @Nullable String authorization;

  private Client(String url, @Nullable String authorization) {
    this.url = url;
    this.authorization = authorization;
  }

  static Client anonymous(String url) {
    return new Client(url, null);
  }

  static Client of(String url, String token) {
    return new Client(url, "Bearer " + token);
  }

  static Client with(String url, String authorization) {
    return new Client(url, authorization);
  }

  /** An answer, with its body as JSON if it is. */
  record Reply(int status, Map<String, String> headers, String body) {

    Map<String, @Nullable Object> json() {
      return Json.parseObject(body);
    }

    @Nullable Object field(String name) {
      return json().get(name);
    }

    String text(String name) {
      return String.valueOf(field(name));
    }
  }

  Reply get(String path) throws Exception {
    return send("GET", path, Map.of(), BodyPublishers.noBody());
  }

  Reply post(String path, String json) throws Exception {
    return send("POST", path, "application/json", json);
  }

  Reply send(String method, String path, String type, String body) throws Exception {
    return send(method, path, Map.of("Content-Type", type), BodyPublishers.ofString(body));
  }

  Reply send(String method, String path, Map<String, String> headers, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(request(method, path, headers, body), BodyHandlers.ofString());
    Map<String, String> flat = new HashMap<>();
    response.headers().map().forEach((name, values) -> flat.put(name, values.getFirst()));
    return new Reply(response.statusCode(), flat, response.body());
  }

  /** Opens a stream of events; it is read to its end, or closed. */
  InputStream stream(String path, Map<String, String> headers) throws Exception {
    return HTTP.send(
            request("GET", path, headers, BodyPublishers.noBody()), BodyHandlers.ofInputStream())
        .body();
  }

  private HttpRequest request(
      String method, String path, Map<String, String> headers, BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, body);
    headers.forEach(request::header);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request.build();
  }
}
