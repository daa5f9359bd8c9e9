package io.carillon.worker.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of one worker process, within a data directory that many may share. The process
 * holds a lock in it; a directory that nobody holds was left by one that died, and is removed by
 * the next to start.
 */
public final class ProcessDirectory implements AutoCloseable {

  private static final String PREFIX = "worker-";
  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel channel;

  private ProcessDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Removes what dead processes left, and makes a directory for this one. */
  public static ProcessDirectory open(Path data, long workerId) throws IOException {
    Files.createDirectories(data);
    removeLeftOvers(data);
    Path path = Files.createDirectory(data.resolve(PREFIX + Long.toHexString(workerId)));
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    // Held until the channel is closed, at the latest by the end of the process.
    FileLock lock = channel.lock();
    if (!lock.isValid()) {
      throw new IOException("Cannot lock " + path);
    }
    return new ProcessDirectory(path, channel);
  }

  private static void removeLeftOvers(Path data) throws IOException {
    List<Path> directories;
    try (Stream<Path> children = Files.list(data)) {
      directories =
          children
              .filter(child -> child.getFileName().toString().startsWith(PREFIX))
              .filter(child -> Files.exists(child.resolve(LOCK)))
              .toList();
    }
    for (Path directory : directories) {
      if (isLeftOver(directory)) {
        FileTree.remove(directory);
      }
    }
  }

  private static boolean isLeftOver(Path directory) {
    try (FileChannel channel = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (IOException | OverlappingFileLockException e) {
      // Another worker of this very process, or one of another user.
      return false;
    }
  }

  public Path logs() {
    return path.resolve("logs");
  }

  public Path attempts() {
    return path.resolve("attempts");
  }

  @Override
  public void close() throws IOException {
    channel.close();
    FileTree.remove(path);
  }
}
