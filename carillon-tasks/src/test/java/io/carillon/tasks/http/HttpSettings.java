package io.carillon.tasks.http;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A config, setting by setting. */
final class HttpSettings {
  private final String url;
  private @Nullable String method;
  private @Nullable Map<String, Object> headers;
  private @Nullable Map<String, Object> query;
  private @Nullable Object body;
  private @Nullable Duration timeout;
  private HttpConfig.@Nullable Success success;
  private @Nullable Map<String, String> outputs;
  private @Nullable Boolean followRedirects;
  private HttpConfig.@Nullable Auth auth;

  HttpSettings(String url) {
    this.url = url;
  }

  HttpSettings method(String value) {
    method = value;
    return this;
  }

  HttpSettings headers(Map<String, Object> value) {
    headers = value;
    return this;
  }

  HttpSettings query(Map<String, Object> value) {
    query = value;
    return this;
  }

  HttpSettings body(Object value) {
    body = value;
    return this;
  }

  HttpSettings timeout(Duration value) {
    timeout = value;
    return this;
  }

  HttpSettings success(HttpConfig.Success value) {
    success = value;
    return this;
  }

  HttpSettings outputs(Map<String, String> value) {
    outputs = value;
    return this;
  }

  HttpSettings followRedirects(boolean value) {
    followRedirects = value;
    return this;
  }

  HttpSettings auth(HttpConfig.Auth value) {
    auth = value;
    return this;
  }

  HttpConfig build() {
    return new HttpConfig(
        url, method, headers, query, body, timeout, success, outputs, followRedirects, auth);
  }
}
