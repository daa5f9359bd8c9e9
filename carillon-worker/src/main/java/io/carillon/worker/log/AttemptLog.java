package io.carillon.worker.log;

import com.google.protobuf.ByteString;
import io.carillon.protocol.AttemptId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one attempt: the task writes at its end, the shipper reads from where it likes.
 *
 * <p>The newest bytes are in memory; when they are more than a few kilobytes, they go to the file,
 * which is made then. So a short log never touches the disk, and a long one needs little memory.
 *
 * <p>Writing never fails and never waits for the server: what is beyond the limit, or cannot be
 * stored, is counted and dropped, and the log says so in its last line. Safe for use by several
 * threads.
 */
public final class AttemptLog extends OutputStream {

  private static final Logger LOGGER = LoggerFactory.getLogger(AttemptLog.class);
  private static final int MEMORY = 8 * 1024;

  private final AttemptId id;
  private final LogDirectory directory;
  private final Consumer<AttemptLog> changed;
  private final CountDownLatch shipped = new CountDownLatch(1);

  private byte[] tail = new byte[0];
  private int tailLength;
  private @Nullable FileChannel file;
  private long fileLength;
  private long written;
  private boolean cut;
  private boolean ended;
  // Whether the shipper was told of bytes that it has not asked for since.
  private boolean announced;

  AttemptLog(AttemptId id, LogDirectory directory, Consumer<AttemptLog> changed) {
    this.id = id;
    this.directory = directory;
    this.changed = changed;
  }

  public AttemptId id() {
    return id;
  }

  @Override
  public void write(int oneByte) {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    boolean announce;
    synchronized (this) {
      written += count;
      if (cut || ended || count == 0) {
        return;
      }
      int kept = (int) Math.min(count, directory.limit() - length());
      append(bytes, offset, kept);
      if (kept < count) {
        cut("[log cut at %s by the worker's limit]".formatted(shown(directory.limit())));
      }
      announce = !announced;
      announced = true;
    }
    if (announce) {
      changed.accept(this);
    }
  }

  /** Does nothing: a task may wrap the log in a stream of its own and close that. */
  @Override
  public void close() {}

  /** No more will be written. Later writes are dropped. */
  public synchronized void end() {
    ended = true;
  }

  /** Bytes that the task wrote, those dropped included. */
  public synchronized long written() {
    return written;
  }

  /** Bytes of the log as it is kept and shipped. */
  synchronized long length() {
    return fileLength + tailLength;
  }

  synchronized boolean ended() {
    return ended;
  }

  /** Moves everything into the file, so that a log that has to wait holds no memory. */
  public synchronized void settle() {
    spill();
    tail = new byte[0];
  }

  /** Reads at most {@code most} bytes; fewer or none at the end. */
  synchronized ByteString read(long offset, int most) throws IOException {
    announced = false;
    if (offset >= fileLength) {
      int from = (int) Math.min(offset - fileLength, tailLength);
      return ByteString.copyFrom(tail, from, Math.min(most, tailLength - from));
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(most, fileLength - offset));
    FileChannel channel = file;
    while (channel != null && buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new IOException("Expected %d bytes in the log %s".formatted(fileLength, name()));
      }
    }
    return ByteString.copyFrom(buffer.flip());
  }

  /** Drops what lies beyond {@code offset}, and what is written from now on. */
  synchronized void cutBeyond(long offset, String note) {
    try {
      spill();
      if (file != null && offset < fileLength) {
        file.truncate(offset);
        directory.bytes().addAndGet(offset - fileLength);
        fileLength = offset;
      }
    } catch (IOException e) {
      LOGGER.warn("Cannot cut the log of attempt {}: {}", name(), e.toString());
    }
    cut(note);
  }

  synchronized boolean isCut() {
    return cut;
  }

  /** Waits until the server has the whole log, at most for {@code patience}. */
  public boolean awaitShipped(Duration patience) throws InterruptedException {
    return shipped.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The server has it all: the file is removed. */
  synchronized void shipped() {
    shipped.countDown();
    ended = true;
    tail = new byte[0];
    tailLength = 0;
    FileChannel channel = file;
    if (channel == null) {
      return;
    }
    directory.bytes().addAndGet(-fileLength);
    fileLength = 0;
    file = null;
    try (channel) {
      Files.deleteIfExists(directory.file(id));
    } catch (IOException e) {
      LOGGER.warn("Cannot remove the log of attempt {}: {}", name(), e.toString());
    }
  }

  private void append(byte[] bytes, int offset, int count) {
    if (tailLength + count > MEMORY) {
      spill();
    }
    if (cut) {
      return;
    }
    if (count > MEMORY) {
      store(ByteBuffer.wrap(bytes, offset, count));
      return;
    }
    if (tailLength + count > tail.length) {
      tail = Arrays.copyOf(tail, Math.min(MEMORY, Math.max(256, (tailLength + count) * 2)));
    }
    System.arraycopy(bytes, offset, tail, tailLength, count);
    tailLength += count;
  }

  private void spill() {
    int count = tailLength;
    tailLength = 0;
    if (count > 0) {
      store(ByteBuffer.wrap(tail, 0, count));
    }
  }

  private void store(ByteBuffer bytes) {
    try {
      FileChannel channel = file;
      if (channel == null) {
        Files.createDirectories(directory.directory());
        channel =
            FileChannel.open(
                directory.file(id),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        file = channel;
      }
      while (bytes.hasRemaining()) {
        int count = channel.write(bytes, fileLength);
        fileLength += count;
        directory.bytes().addAndGet(count);
      }
    } catch (IOException e) {
      LOGGER.warn("Cannot store the log of attempt {}: {}", name(), e.toString());
      cut("[log cut: the worker could not store more of it: %s]".formatted(e.getMessage()));
    }
  }

  /**
   * The note stands on a line of its own, in memory: there is room for it when the disk is full.
   */
  private void cut(String note) {
    if (cut) {
      return;
    }
    cut = true;
    byte[] line = ("\n" + note + "\n").getBytes(StandardCharsets.UTF_8);
    int from = atLineStart() ? 1 : 0;
    tail = Arrays.copyOf(tail, tailLength + line.length - from);
    System.arraycopy(line, from, tail, tailLength, line.length - from);
    tailLength = tail.length;
  }

  private boolean atLineStart() {
    if (tailLength > 0) {
      return tail[tailLength - 1] == '\n';
    }
    try {
      return fileLength == 0 || read(fileLength - 1, 1).byteAt(0) == '\n';
    } catch (IOException e) {
      return false;
    }
  }

  private String name() {
    return directory.file(id).getFileName().toString();
  }

  private static String shown(long bytes) {
    if (bytes % (1024 * 1024) == 0) {
      return bytes / (1024 * 1024) + " MiB";
    }
    return bytes % 1024 == 0 ? bytes / 1024 + " KiB" : bytes + " bytes";
  }
}
