package io.carillon.cli.api;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream of server-sent events that survives lost connections: it connects again and asks for
 * what follows the last event, until the server says {@code end}.
 *
 * <p>A thread of its own reads; {@link #poll} hands over. A reader that is faster than the caller
 * waits.
 */
public final class Subscription implements AutoCloseable {

  private static final String END = "end";
  private static final int WAITING_EVENTS = 256;

  /** A connection on which nothing came for so long may be half open: it is made anew. */
  private static final Duration SILENCE = Duration.ofSeconds(45);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Api api;
  private final String path;
  private final InstantSource clock;
  private final Duration patience;
  private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(WAITING_EVENTS);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread reader;
  private volatile @Nullable EventReader connection;
  private volatile boolean connected = true;
  private volatile Instant heardAt;
  private @Nullable String lastId;

  private sealed interface Item {
    record Received(Event event) implements Item {}

    record Failed(ServerException failure) implements Item {}
  }

  /**
   * @param patience how long the server may be away before {@link #poll} throws
   */
  public Subscription(Api api, String path, InstantSource clock, Duration patience) {
    this.api = api;
    this.path = path;
    this.clock = clock;
    this.patience = patience;
    this.heardAt = clock.instant();
    this.reader = Thread.ofVirtual().name("events " + path).start(this::read);
  }

  /**
   * The next event, the last of which is {@code end}; {@code null} when none came within {@code
   * wait}.
   */
  public @Nullable Event poll(Duration wait) throws InterruptedException {
    Item item = items.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    return switch (item) {
      case null -> {
        if (connected && heardAt.plus(SILENCE).isBefore(clock.instant())) {
          disconnect();
        }
        yield null;
      }
      case Item.Received received -> received.event;
      case Item.Failed failed -> throw failed.failure;
    };
  }

  /** False while the server is away; a first attempt to connect counts as connected. */
  public boolean connected() {
    return connected;
  }

  @Override
  public void close() {
    closed.countDown();
    reader.interrupt();
    disconnect();
  }

  private void read() {
    try {
      try {
        readConnections();
      } catch (ServerException e) {
        items.put(new Item.Failed(e));
      }
    } catch (InterruptedException e) {
      // Closed: nobody waits for more.
    }
  }

  private void readConnections() throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    Instant lostAt = clock.instant();
    do {
      try {
        if (readConnection()) {
          return;
        }
        lostAt = clock.instant();
        pause = FIRST_PAUSE;
      } catch (UnreachableException e) {
        if (!lostAt.plus(patience).isAfter(clock.instant())) {
          throw e;
        }
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
      }
    } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Reads until the connection is lost; true: until the stream has ended. */
  private boolean readConnection() throws InterruptedException {
    try (EventReader reader = api.stream(path, lastId)) {
      connection = reader;
      connected = true;
      heardAt = clock.instant();
      for (Event event = reader.next(); event != null; event = reader.next()) {
        heardAt = clock.instant();
        items.put(new Item.Received(event));
        if (event.name().equals(END)) {
          return true;
        }
        if (event.id() != null) {
          lastId = event.id();
        }
      }
    } catch (IOException e) {
      // Lost: the caller of this method connects again.
    } finally {
      connection = null;
      connected = false;
    }
    return false;
  }

  private void disconnect() {
    EventReader open = connection;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // It is to be closed, and now it is.
      }
    }
  }
}
