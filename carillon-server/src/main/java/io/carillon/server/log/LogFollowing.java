package io.carillon.server.log;

import io.carillon.engine.log.LogStore;
import io.carillon.engine.log.LogStore.Position;
import io.carillon.kernel.AttemptId;
import io.carillon.model.Json;
import io.carillon.server.stream.Bell;
import io.carillon.server.stream.EventStream;
import io.carillon.server.stream.Streams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a log to one client, to its end. */
final class LogFollowing {

  /** Bytes read at once: bounds what a client that follows costs. */
  private static final int PIECE = 64 << 10;

  private final LogStore logs;
  private final AttemptId attempt;
  private final FollowedAttempt followed;
  private final InstantSource clock;
  private final EventStream stream;
  private final Bell bell;

  LogFollowing(
      LogStore logs,
      AttemptId attempt,
      FollowedAttempt followed,
      InstantSource clock,
      EventStream stream,
      Bell bell) {
    this.logs = logs;
    this.attempt = attempt;
    this.followed = followed;
    this.clock = clock;
    this.stream = stream;
    this.bell = bell;
  }

  void write(long from) throws IOException {
    long offset = from;
    Instant deadline = null;
    while (true) {
      // In this order: what is there when the end is seen, is read after.
      Instant now = clock.instant();
      deadline = deadline == null && followed.over() ? now.plus(Attempts.LATE) : deadline;
      boolean late = deadline != null && !now.isBefore(deadline);
      Position position = logs.position(attempt);
      boolean over = position.ended() || late;
      long before = offset;
      offset = writeAll(offset, over);
      if (over) {
        stream.end();
        return;
      }
      if (offset > before) {
        continue;
      }
      switch (bell.await(patience(deadline, now))) {
        case RUNG -> {}
        case NOTHING -> {
          followed.look();
          stream.keepAlive();
        }
        case STOP -> {
          return;
        }
      }
    }
  }

  private static Duration patience(@Nullable Instant deadline, Instant now) {
    return deadline == null ? Streams.KEEP_ALIVE : Duration.between(now, deadline).plusMillis(1);
  }

  /** Writes what is there, but for a character whose rest may still come. */
  private long writeAll(long from, boolean over) throws IOException {
    long offset = from;
    while (true) {
      byte[] bytes = logs.read(attempt, offset, PIECE);
      boolean last = over && bytes.length < PIECE;
      int shown = last ? bytes.length : LogText.whole(bytes);
      if (shown == 0) {
        stream.flush();
        return offset;
      }
      Map<String, @Nullable Object> event = new LinkedHashMap<>();
      event.put("offset", offset);
      event.put("text", new String(bytes, 0, shown, StandardCharsets.UTF_8));
      offset += shown;
      stream.send("log", Long.toString(offset), Json.write(event));
    }
  }
}
