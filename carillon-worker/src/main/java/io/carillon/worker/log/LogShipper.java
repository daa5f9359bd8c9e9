package io.carillon.worker.log;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.LogAck;
import io.carillon.protocol.LogBatch;
import io.carillon.protocol.LogChunk;
import io.carillon.protocol.LogPosition;
import io.carillon.worker.inbox.Inbox;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends logs to one server at a time while they are written. One thread owns everything here;
 * attempts and gRPC hand it events.
 *
 * <p>The stream is opened when there is something to send, and again after it broke; each log then
 * goes on from where the server has it. At most {@value #WINDOW} bytes are on their way, so that a
 * slow server slows nothing but its own logs.
 */
public final class LogShipper {

  /** Opens the {@code Logs} stream: the gRPC method, or a test's. */
  @FunctionalInterface
  public interface Opening {
    void open(StreamObserver<LogAck> answers);
  }

  private static final Logger LOGGER = LoggerFactory.getLogger(LogShipper.class);
  private static final int WINDOW = 4 * 1024 * 1024;
  private static final int BATCH = 1024 * 1024;
  private static final int CHUNK_OVERHEAD = 64;
  private static final long START = System.nanoTime();
  // Bytes of a busy log wait this long for company; a quiet log's go at once.
  private static final long FLUSH_MILLIS = 50;
  private static final long RETRY_MILLIS = 500;

  private final LogDirectory directory;
  private final Inbox inbox = new Inbox();
  private final Thread thread = new Thread(this::run, "carillon-logs");
  private volatile boolean connected;

  private final Map<AttemptId, Shipment> shipments = new LinkedHashMap<>();
  private final Set<Shipment> changed = new LinkedHashSet<>();
  private @Nullable Opening opening;
  private @Nullable ClientCallStreamObserver<LogBatch> stream;
  private int streamNumber;
  private long shipAt;
  private long openAt;
  private boolean closing;

  public LogShipper(LogDirectory directory) {
    this.directory = directory;
    thread.setDaemon(true);
    thread.start();
  }

  /** A new attempt's log; costs nothing until something is written. */
  public AttemptLog open(AttemptId id) {
    return directory.open(id, log -> inbox.add(() -> changed(log)));
  }

  /**
   * Ends a log, and gives its last bytes the chance to reach the server before the attempt's result
   * does: waits at most {@code patience}, and not at all without a server. A log that nothing was
   * written to ships nothing, not even its end.
   */
  public void end(AttemptLog log, Duration patience) throws InterruptedException {
    log.end();
    if (log.written() == 0) {
      return;
    }
    inbox.add(() -> urgent(log));
    if (!connected || !log.awaitShipped(patience)) {
      log.settle();
    }
  }

  /**
   * There is a session with a server that {@code opening} reaches: logs go there from now on, each
   * from where the servers have it.
   */
  public void connected(Opening opening) {
    connected = true;
    inbox.add(
        () -> {
          abandon();
          this.opening = opening;
          openAt = 0;
        });
  }

  public void disconnected() {
    connected = false;
    inbox.add(
        () -> {
          opening = null;
          abandon();
        });
  }

  /** Sends what is there for at most {@code patience}; what is left then stays in files. */
  public void close(Duration patience) throws InterruptedException {
    inbox.add(() -> closing = true);
    thread.join(connected ? Math.max(1, patience.toMillis()) : 1);
    if (thread.isAlive()) {
      thread.interrupt();
      thread.join();
    }
  }

  private void run() {
    while (!over()) {
      try {
        inbox.run();
        bound();
        ship(now());
      } catch (RuntimeException | Error e) {
        // Also want of memory: the loop must go on.
        LOGGER.error("Shipping logs failed; trying again", e);
        broken(streamNumber, e);
      }
      inbox.await(over() ? 0 : patience(now()));
    }
    ClientCallStreamObserver<LogBatch> open = stream;
    if (open != null) {
      open.onCompleted();
    }
  }

  private boolean over() {
    return Thread.currentThread().isInterrupted() || (closing && shipments.isEmpty());
  }

  private void changed(AttemptLog log) {
    changed.add(shipments.computeIfAbsent(log.id(), id -> new Shipment(log)));
  }

  /** An attempt waits for its log to arrive. */
  private void urgent(AttemptLog log) {
    changed(log);
    shipAt = 0;
  }

  /** Cuts the oldest logs while all together are too large. */
  private void bound() {
    if (!directory.full()) {
      return;
    }
    for (Shipment shipment : shipments.values()) {
      if (!directory.full()) {
        return;
      }
      if (!shipment.log().isCut()) {
        shipment
            .log()
            .cutBeyond(shipment.sent(), "[log cut: too many logs wait for a server to take them]");
        changed.add(shipment);
      }
    }
  }

  private void ship(long now) {
    for (Shipment shipment : shipments.values()) {
      if (shipment.stalled(now)) {
        shipment.rewind();
        changed.add(shipment);
      }
    }
    if (changed.isEmpty() || now < shipAt || opening == null) {
      return;
    }
    ClientCallStreamObserver<LogBatch> open = stream;
    if (open == null) {
      open(now);
      return;
    }
    while (open.isReady()) {
      LogBatch batch = batch(now);
      if (batch.getChunksCount() == 0) {
        break;
      }
      open.onNext(batch);
    }
    shipAt = now + FLUSH_MILLIS;
  }

  /** One chunk of each log that has something, as far as the window and the batch allow. */
  private LogBatch batch(long now) {
    long room = WINDOW;
    for (Shipment shipment : shipments.values()) {
      room -= shipment.unacknowledged();
    }
    LogBatch.Builder batch = LogBatch.newBuilder();
    long bytes = 0;
    Iterator<Shipment> waiting = changed.iterator();
    while (waiting.hasNext() && bytes < Math.min(room, BATCH)) {
      LogChunk chunk = next(waiting.next(), now);
      if (chunk == null) {
        waiting.remove();
      } else {
        batch.addChunks(chunk);
        bytes += chunk.getData().size() + CHUNK_OVERHEAD;
      }
    }
    return batch.build();
  }

  private @Nullable LogChunk next(Shipment shipment, long now) {
    try {
      return shipment.next(now);
    } catch (IOException e) {
      LOGGER.warn("Cannot read the log of an attempt again: {}", e.toString());
      shipment.log().cutBeyond(shipment.sent(), "[log cut: the worker could not read more of it]");
      return null;
    }
  }

  private void open(long now) {
    Opening way = opening;
    if (way == null || now < openAt) {
      return;
    }
    openAt = now + RETRY_MILLIS;
    int number = ++streamNumber;
    way.open(new Answers(number));
  }

  private void acknowledged(int number, LogAck ack) {
    if (number != streamNumber) {
      return;
    }
    for (LogPosition position : ack.getPositionsList()) {
      Shipment shipment = shipments.get(position.getId());
      if (shipment == null) {
        continue;
      }
      if (shipment.acknowledged(position, now())) {
        shipments.remove(position.getId());
        changed.remove(shipment);
        shipment.log().shipped();
      } else {
        changed.add(shipment);
      }
    }
  }

  private void broken(int number, Throwable cause) {
    if (number == streamNumber && opening != null) {
      LOGGER.debug("The log stream broke: {}", cause.toString());
      abandon();
    }
  }

  private void abandon() {
    streamNumber++;
    ClientCallStreamObserver<LogBatch> open = stream;
    stream = null;
    if (open != null) {
      open.cancel("the worker opens another stream", null);
    }
    for (Shipment shipment : shipments.values()) {
      shipment.rewind();
      changed.add(shipment);
    }
  }

  private long patience(long now) {
    if (changed.isEmpty() || opening == null) {
      return shipments.isEmpty() ? Long.MAX_VALUE : 1_000;
    }
    if (stream == null) {
      return Math.max(1, openAt - now);
    }
    return Math.max(1, now < shipAt ? shipAt - now : FLUSH_MILLIS);
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - START);
  }

  /** The server's side of one stream; gRPC's threads call it. */
  private final class Answers implements ClientResponseObserver<LogBatch, LogAck> {
    private final int number;

    Answers(int number) {
      this.number = number;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<LogBatch> requests) {
      // Called within open(), by the shipper's own thread.
      stream = requests;
      requests.setOnReadyHandler(() -> inbox.add(() -> {}));
    }

    @Override
    public void onNext(LogAck ack) {
      inbox.add(() -> acknowledged(number, ack));
    }

    @Override
    public void onError(Throwable cause) {
      inbox.add(() -> broken(number, cause));
    }

    @Override
    public void onCompleted() {
      onError(new IOException("the server ended the stream"));
    }
  }
}
