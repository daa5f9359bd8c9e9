package io.carillon.server.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/** Times requests by method, path pattern and status. */
public final class RequestTimer implements HandlerInterceptor {

  private static final String STARTED = RequestTimer.class.getName();

  private final MeterRegistry registry;
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

  public RequestTimer(MeterRegistry registry) {
    this.registry = registry;
  }

  private record Key(String method, String path, int status) {}

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    request.setAttribute(STARTED, System.nanoTime());
    return true;
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception failure) {
    if (request.getAttribute(STARTED) instanceof Long started) {
      Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
      String path = pattern == null ? "none" : pattern.toString();
      timers
          .computeIfAbsent(new Key(request.getMethod(), path, response.getStatus()), this::timer)
          .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
    }
  }

  private Timer timer(Key key) {
    return Timer.builder("http.server.requests")
        .tag("method", key.method())
        .tag("uri", key.path())
        .tag("status", Integer.toString(key.status()))
        .register(registry);
  }
}
