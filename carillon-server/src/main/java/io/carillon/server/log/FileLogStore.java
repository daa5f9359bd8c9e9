package io.carillon.server.log;

import io.carillon.engine.log.LogStore;
import io.carillon.kernel.AttemptId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Logs in plain files.
 *
 * <p><b>Durable</b> means handed to the operating system: what was acknowledged outlives this
 * process, killed or not. It is not forced to the disk (that would cost an fsync for each line of
 * output), so a machine that loses power may lose the last seconds of logs, never of state.
 *
 * <p>An <b>end</b> is the file's new name ({@link LogFiles}). The log of an attempt that wrote
 * nothing has no file; that it ended is known while this process lives and {@link #GROWING_LIMIT}
 * allows, and to everybody else by the attempt being over.
 *
 * <p>A log is cut with a note at its <b>limit</b>: what comes after it is acknowledged and dropped.
 */
public final class FileLogStore implements LogStore, AutoCloseable {

  /** Logs with an open file; the one that grew longest ago is closed when there are more. */
  static final int GROWING_LIMIT = 512;

  private final Path folder;
  private final long limit;
  private final SequencedMap<AttemptId, GrowingLog> growing = new LinkedHashMap<>(64, 0.75f, true);
  private final LogListeners listeners = new LogListeners();

  /**
   * @param limit of bytes for each attempt; the note on the cut comes on top
   */
  public FileLogStore(Path folder, long limit) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.limit = limit;
  }

  @Override
  public Position append(AttemptId attempt, long offset, byte[] data, boolean end)
      throws IOException {
    Position position = null;
    while (position == null) {
      position = growing(attempt).append(offset, data, end);
    }
    listeners.tell(attempt);
    return position;
  }

  private GrowingLog growing(AttemptId attempt) throws IOException {
    GrowingLog log;
    GrowingLog eldest = null;
    synchronized (growing) {
      log = growing.get(attempt);
      if (log == null) {
        log = new GrowingLog(LogFiles.of(folder, attempt), limit);
        growing.put(attempt, log);
        if (growing.size() > GROWING_LIMIT) {
          eldest = growing.pollFirstEntry().getValue();
        }
      }
    }
    if (eldest != null) {
      eldest.close();
    }
    return log;
  }

  @Override
  public Position position(AttemptId attempt) throws IOException {
    GrowingLog log;
    synchronized (growing) {
      log = growing.get(attempt);
    }
    Position position = log == null ? null : log.position();
    return position == null ? onDisk(LogFiles.of(folder, attempt)) : position;
  }

  private static Position onDisk(LogFiles files) throws IOException {
    // The growing file first: if it ends meanwhile, it is there under its other name.
    for (Path file : List.of(files.part(), files.ended())) {
      try {
        return new Position(Files.size(file), file.equals(files.ended()));
      } catch (NoSuchFileException e) {
        // The other one, or none.
      }
    }
    return new Position(0, false);
  }

  @Override
  public byte[] read(AttemptId attempt, long offset, int most) throws IOException {
    LogFiles files = LogFiles.of(folder, attempt);
    for (Path file : List.of(files.part(), files.ended())) {
      try (SeekableByteChannel channel = Files.newByteChannel(file)) {
        return read(channel, offset, most);
      } catch (NoSuchFileException e) {
        // The other one, or none.
      }
    }
    return new byte[0];
  }

  private static byte[] read(SeekableByteChannel channel, long offset, int most)
      throws IOException {
    long left = Math.max(0, channel.size() - offset);
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(left, most));
    channel.position(offset);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
    return bytes.hasRemaining() ? Arrays.copyOf(bytes.array(), bytes.position()) : bytes.array();
  }

  @Override
  public Subscription listen(AttemptId attempt, Runnable listener) {
    return listeners.add(attempt, listener);
  }

  @Override
  public void close() {
    List<GrowingLog> open;
    synchronized (growing) {
      open = List.copyOf(growing.values());
      growing.clear();
    }
    for (GrowingLog log : open) {
      try {
        log.close();
      } catch (IOException e) {
        throw new UncheckedIOException("Expected to close a log's file", e);
      }
    }
  }
}
