package io.carillon.server.problem;

import io.carillon.model.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error for a caller.
 *
 * @param detail a sentence about this very case
 * @param errors JSON objects, when there is more than one thing to say; else empty
 * @param retryAfter when to come back; {@code null}: nothing to say
 */
public record Problem(
    ProblemCode code,
    String detail,
    List<Map<String, @Nullable Object>> errors,
    @Nullable Duration retryAfter) {

  /** The media type of a problem. */
  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    errors = List.copyOf(errors);
  }

  public Problem(ProblemCode code, String detail) {
    this(code, detail, List.of(), null);
  }

  public static Problem retryLater(ProblemCode code, String detail, Duration retryAfter) {
    return new Problem(code, detail, List.of(), retryAfter);
  }

  /** Writes the whole response, unless a part of another was sent already. */
  public void send(HttpServletResponse response) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    response.setStatus(code.status());
    headers(response);
    byte[] body = json().getBytes(StandardCharsets.UTF_8);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }

  void headers(HttpServletResponse response) {
    response.setContentType(MEDIA_TYPE);
    if (code == ProblemCode.UNAUTHENTICATED) {
      response.setHeader("WWW-Authenticate", "Bearer realm=\"carillon\"");
    }
    if (retryAfter != null) {
      long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
      response.setHeader("Retry-After", Long.toString(seconds));
    }
  }

  String json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("type", "urn:carillon:problem:" + code.code());
    json.put("title", code.title());
    json.put("status", (long) code.status());
    json.put("detail", detail);
    json.put("code", code.code());
    if (!errors.isEmpty()) {
      json.put("errors", errors);
    }
    return Json.write(json);
  }
}
