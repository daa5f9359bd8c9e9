package io.carillon.tasks.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Settings of {@link HttpTask}.
 *
 * @param url http or https, without user and password
 * @param method GET by default
 * @param headers by name; what is not a string becomes JSON
 * @param query added to the url, encoded; a list gives the name once for each item
 * @param body a string goes as it is, other values as JSON
 * @param timeout for the whole exchange with all redirects, up to the last byte; 30 s
 * @param success what a good answer is; by default any status of 200 to 299
 * @param outputs name → JSON pointer ({@code /items/0/id}) or path ({@code items[0].id})
 * @param followRedirects true by default; at most 5, never from https to http
 * @param auth credentials, given to the url's own host alone
 */
public record HttpConfig(
    String url,
    @Nullable String method,
    @Nullable Map<String, Object> headers,
    @Nullable Map<String, Object> query,
    @Nullable Object body,
    @Nullable Duration timeout,
    @Nullable Success success,
    @Nullable Map<String, String> outputs,
    @Nullable Boolean followRedirects,
    @Nullable Auth auth) {

  /** A healthy service answers sooner; a task's thread should not wait for a dead one for long. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /**
   * @param status a status (200), a class ("2xx"), a range ("200-204") or a list of these
   * @param contains a text that the body must have
   */
  public record Success(@Nullable Object status, @Nullable String contains) {
    public Success {
      StatusRange.all(status);
    }
  }

  /** Either a bearer token, or user and password. */
  public record Auth(@Nullable String bearer, @Nullable String user, @Nullable String password) {
    public Auth {
      boolean basic = user != null && password != null;
      if ((bearer != null) == basic || (user != null) != (password != null)) {
        throw new IllegalArgumentException(
            "Expected auth to have either bearer, or user and password, but found another mix");
      }
    }

    @Override
    public String toString() {
      return "Auth[***]";
    }
  }

  public HttpConfig {
    checkUrl(url);
    if (method != null && !method.matches("[A-Za-z]{1,20}")) {
      throw new IllegalArgumentException(
          "Expected method to be a word such as GET, but it is \"%s\"".formatted(method));
    }
    headers = copy("headers", headers);
    query = copy("query", query);
    if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
      throw new IllegalArgumentException(
          "Expected timeout to be longer than 0, but it is " + timeout);
    }
    if (outputs != null) {
      outputs.forEach(HttpConfig::checkOutput);
      outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }
  }

  String methodOrDefault() {
    return method == null ? "GET" : method.toUpperCase(Locale.ROOT);
  }

  Duration timeoutOrDefault() {
    return Objects.requireNonNullElse(timeout, TIMEOUT);
  }

  List<StatusRange> statusRanges() {
    return StatusRange.all(success == null ? null : success.status());
  }

  Map<String, String> outputsOrNone() {
    return outputs == null ? Map.of() : outputs;
  }

  private static void checkUrl(String url) {
    try {
      URI uri = new URI(String.valueOf(url));
      boolean web =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      if (!web || uri.getHost() == null) {
        throw new IllegalArgumentException(
            "Expected url to be http://… or https://… with a host, but it is \"%s\""
                .formatted(Redaction.url(uri)));
      }
      if (uri.getUserInfo() != null) {
        throw new IllegalArgumentException(
            "Expected url without user and password, but it has them; put them into auth");
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "Expected url to be a URL, but it is none: %s at character %d; encode what is special"
              .formatted(e.getReason(), e.getIndex() + 1),
          e);
    }
  }

  private static @Nullable Map<String, Object> copy(
      String field, @Nullable Map<String, Object> map) {
    if (map == null) {
      return null;
    }
    map.forEach(
        (name, value) -> {
          if (name.isBlank() || value == null) {
            throw new IllegalArgumentException(
                "Expected %s to have names and values, but found \"%s\": %s"
                    .formatted(field, name, value == null ? "null" : "a value"));
          }
        });
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  private static void checkOutput(String name, String path) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,99}")) {
      throw new IllegalArgumentException(
          "Expected outputs to have names of letters, digits and _, but found \"%s\""
              .formatted(name));
    }
    if (name.equals("status") || name.equals("body")) {
      throw new IllegalArgumentException(
          "Expected outputs not to use the names status and body, but found \"%s\""
              .formatted(name));
    }
    JsonPath.parse(path);
  }
}
