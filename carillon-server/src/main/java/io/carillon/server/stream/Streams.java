package io.carillon.server.stream;

import io.carillon.engine.partition.OverloadedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams that are open: at most so many, and all ended when the server stops. */
public final class Streams implements AutoCloseable {

  /** After this long without news, a client gets a comment: below the 30 s of common proxies. */
  public static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  private final int limit;
  private final Set<Bell> bells = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public Streams(int limit) {
    this.limit = limit;
  }

  /** Writes a stream to its end. */
  @FunctionalInterface
  public interface Writer {
    void write(Bell bell) throws IOException;
  }

  /**
   * Lends a bell to the writer.
   *
   * @throws OverloadedException if too many streams are open
   */
  public void run(Writer writer) throws IOException {
    Bell bell = new Bell();
    if (bells.size() >= limit) {
      throw new OverloadedException(
          "Expected at most %d open streams, and there are so many".formatted(limit),
          Duration.ofSeconds(5));
    }
    bells.add(bell);
    try {
      if (!closed) {
        writer.write(bell);
      }
    } finally {
      bells.remove(bell);
    }
  }

  public int open() {
    return bells.size();
  }

  @Override
  public void close() {
    closed = true;
    bells.forEach(Bell::stop);
  }
}
