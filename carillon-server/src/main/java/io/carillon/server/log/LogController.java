package io.carillon.server.log;

import io.carillon.engine.log.LogStore;
import io.carillon.engine.log.LogStore.Position;
import io.carillon.server.engine.EnginePort;
import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;
import io.carillon.server.stream.EventStream;
import io.carillon.server.stream.Streams;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Logs of attempts, by the page and live. Offsets count bytes. */
@RestController
@RequestMapping("/api/v1/runs/{id}/tasks/{task}/attempts/{attempt}/log")
public class LogController {

  private static final int PAGE_LIMIT = 4 << 20;
  private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=UTF-8");

  private final Attempts attempts;
  private final LogStore logs;
  private final EnginePort engine;
  private final Streams streams;
  private final InstantSource clock;

  public LogController(
      Attempts attempts, LogStore logs, EnginePort engine, Streams streams, InstantSource clock) {
    this.attempts = attempts;
    this.logs = logs;
    this.engine = engine;
    this.streams = streams;
    this.clock = clock;
  }

  @GetMapping
  ResponseEntity<byte[]> page(
      @PathVariable String id,
      @PathVariable String task,
      @PathVariable int attempt,
      @RequestParam(defaultValue = "0") long offset,
      @RequestParam(defaultValue = "65536") int limit)
      throws IOException {
    checkOffset(offset);
    if (limit < 4 || limit > PAGE_LIMIT) {
      throw invalid("limit to be 4 to %d bytes".formatted(PAGE_LIMIT), limit);
    }
    Attempts.Found found = attempts.find(id, task, attempt);
    Position position = logs.position(found.id());
    boolean over = attempts.ended(found, position);
    byte[] bytes = logs.read(found.id(), offset, limit);
    boolean last = over && offset + bytes.length >= position.offset();
    int shown = last ? bytes.length : LogText.whole(bytes);
    return ResponseEntity.ok()
        .contentType(TEXT)
        .header("X-Carillon-Log-Offset", Long.toString(offset + shown))
        .header("X-Carillon-Log-Ended", Boolean.toString(last))
        .body(shown == bytes.length ? bytes : Arrays.copyOf(bytes, shown));
  }

  /** Goes on at {@code Last-Event-ID}, if given, else at {@code offset}. */
  @GetMapping(path = "/follow", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void follow(
      @PathVariable String id,
      @PathVariable String task,
      @PathVariable int attempt,
      @RequestParam(defaultValue = "0") long offset,
      @RequestHeader(value = "Last-Event-ID", required = false) @Nullable String lastId,
      HttpServletResponse response)
      throws IOException {
    long from = lastId == null ? offset : lastId(lastId);
    checkOffset(from);
    Attempts.Found found = attempts.find(id, task, attempt);
    streams.run(
        bell -> {
          FollowedAttempt followed =
              new FollowedAttempt(found.id(), bell::ring, () -> attempts.row(found.id()));
          var news = logs.listen(found.id(), bell::ring);
          var changes = engine.follow(found.id().runId(), followed);
          try {
            if (found.row() != null) {
              followed.look();
            }
            EventStream stream = EventStream.open(response);
            new LogFollowing(logs, found.id(), followed, clock, stream, bell).write(from);
          } finally {
            changes.close();
            news.close();
          }
        });
  }

  private static void checkOffset(long offset) {
    if (offset < 0) {
      throw invalid("offset to be 0 or more", offset);
    }
  }

  private static long lastId(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw invalid("Last-Event-ID to be an offset", text);
    }
  }

  private static ProblemException invalid(String expected, Object found) {
    return new ProblemException(
        ProblemCode.REQUEST_INVALID, "Expected %s, but found %s".formatted(expected, found));
  }
}
