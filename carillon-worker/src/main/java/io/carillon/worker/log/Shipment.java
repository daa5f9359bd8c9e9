package io.carillon.worker.log;

import com.google.protobuf.ByteString;
import io.carillon.protocol.LogChunk;
import io.carillon.protocol.LogPosition;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How far one attempt's log has gone: sent on this stream, and durable on the server. Used by the
 * shipper's thread alone.
 */
final class Shipment {

  private static final int CHUNK = 64 * 1024;
  // A server that has taken nothing for so long has lost what was sent.
  private static final long PATIENCE_MILLIS = 5_000;

  private final AttemptLog log;
  private long sent;
  private boolean endSent;
  private long durable;
  private long progressAt;

  Shipment(AttemptLog log) {
    this.log = log;
  }

  AttemptLog log() {
    return log;
  }

  long sent() {
    return sent;
  }

  long unacknowledged() {
    return sent - durable;
  }

  /** Everything goes again from where the server says it stands: the stream is a new one. */
  void rewind() {
    sent = durable;
    endSent = false;
  }

  boolean stalled(long now) {
    return (endSent || sent > durable) && now - progressAt > PATIENCE_MILLIS;
  }

  /** The next piece, or null when all that there is has been sent. */
  @Nullable LogChunk next(long now) throws IOException {
    // Read in this order, so that an end is never sent before the last byte.
    boolean ended = log.ended();
    ByteString data = log.read(sent, CHUNK);
    boolean end = ended && sent + data.size() >= log.length();
    if (endSent || (data.isEmpty() && !end)) {
      return null;
    }
    if (unacknowledged() == 0) {
      progressAt = now;
    }
    LogChunk chunk =
        LogChunk.newBuilder().setId(log.id()).setOffset(sent).setData(data).setEnd(end).build();
    sent += data.size();
    endSent = end;
    return chunk;
  }

  /** The server's word on how much it has. Returns true once it has all. */
  boolean acknowledged(LogPosition position, long now) {
    progressAt = now;
    boolean less = position.getOffset() < durable;
    durable = position.getOffset();
    if (less) {
      rewind();
    }
    sent = Math.max(sent, durable);
    return position.getEnd();
  }
}
