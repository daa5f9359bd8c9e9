package io.carillon.server.log;

import io.carillon.engine.log.LogStore.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A log that grows, with its open file. Guarded by its own lock. */
final class GrowingLog {

  private final LogFiles files;
  private final long limit;
  private @Nullable FileChannel channel;
  private long length;
  private boolean ended;
  private boolean closed;

  GrowingLog(LogFiles files, long limit) {
    this.files = files;
    this.limit = limit;
  }

  /**
   * Appends.
   *
   * @return where the log stands; {@code null} if this was closed by now and another must be asked
   */
  synchronized @Nullable Position append(long offset, byte[] data, boolean end) throws IOException {
    if (closed) {
      return null;
    }
    FileChannel file = open(data.length > 0);
    if (ended || file == null) {
      ended |= end && offset == 0;
      return new Position(length, ended);
    }
    long last = offset + data.length;
    if (length <= limit && offset <= length && last > length) {
      int known = (int) (length - offset);
      write(file, ByteBuffer.wrap(data, known, data.length - known));
    }
    if (length > limit) {
      // Cut: whatever comes is taken and dropped, even if this server does not know how much was
      // dropped before it started.
      end(end);
      return new Position(Math.max(last, limit), ended);
    }
    end(end && last <= length);
    return new Position(length, ended);
  }

  /** Where the log stands; {@code null} if this was closed by now. */
  synchronized @Nullable Position position() throws IOException {
    if (closed) {
      return null;
    }
    open(false);
    return new Position(length, ended);
  }

  private void write(FileChannel file, ByteBuffer data) throws IOException {
    boolean cut = length + data.remaining() > limit;
    if (cut) {
      data.limit(data.position() + (int) (limit - length));
    }
    writeFully(file, data);
    if (cut) {
      writeFully(file, ByteBuffer.wrap(LogText.cutAt(limit)));
    }
  }

  /** Writes at the end that is known, so that what a failed write left behind is overwritten. */
  private void writeFully(FileChannel file, ByteBuffer data) throws IOException {
    long at = length;
    while (data.hasRemaining()) {
      at += file.write(data, at);
    }
    length = at;
  }

  private void end(boolean end) throws IOException {
    if (end && !ended) {
      Files.move(files.part(), files.ended(), StandardCopyOption.ATOMIC_MOVE);
      ended = true;
      closeFile();
    }
  }

  /** Opens the file where it was not; {@code null}: it has ended, or there is none to make. */
  private @Nullable FileChannel open(boolean make) throws IOException {
    if (channel != null || ended) {
      return channel;
    }
    if (Files.exists(files.ended())) {
      ended = true;
      length = Files.size(files.ended());
      return null;
    }
    if (!make && !Files.exists(files.part())) {
      return null;
    }
    Files.createDirectories(files.part().getParent());
    channel = FileChannel.open(files.part(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    length = channel.size();
    return channel;
  }

  synchronized void close() throws IOException {
    closed = true;
    closeFile();
  }

  private void closeFile() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
