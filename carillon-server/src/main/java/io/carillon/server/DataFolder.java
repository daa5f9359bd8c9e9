package io.carillon.server;

import io.carillon.model.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server's folder, held by one process at a time. */
final class DataFolder implements AutoCloseable {

  private static final String OWNER_ALONE = "rw-------";

  private final Path path;
  private final FileChannel lock;

  private DataFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes the folder where it is missing.
   *
   * @throws BadOptionException if it cannot be written to, or another process holds it
   */
  static DataFolder open(Path path) {
    FileChannel channel;
    FileLock held;
    try {
      Files.createDirectories(path);
      channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      held = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw inUse(path);
    } catch (IOException e) {
      throw new BadOptionException(
          "Expected --data to be a folder that can be written to, but %s is none: %s"
              .formatted(path, e));
    }
    if (held == null) {
      throw inUse(path);
    }
    return new DataFolder(path, channel);
  }

  private static BadOptionException inUse(Path path) {
    return new BadOptionException(
        "Expected the data folder %s for this server alone, but another server uses it"
            .formatted(path));
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** What is kept in a file, made the first time. */
  String remember(String name, String made) throws IOException {
    Path file = resolve(name);
    if (!Files.exists(file)) {
      Files.writeString(file, made);
    }
    return Files.readString(file).strip();
  }

  /** Writes a file that only its owner can read, whole or not at all. */
  void writeSecret(String name, Map<String, @Nullable Object> json) throws IOException {
    writeWhole(resolve(name), json, OWNER_ALONE);
  }

  /** Writes a file, whole or not at all: who waits for it never sees a part. */
  static void writeWhole(Path file, Map<String, @Nullable Object> json, String permissions)
      throws IOException {
    Path absolute = file.toAbsolutePath();
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new IOException("Expected a file, but found " + file);
    }
    Path part =
        Files.createTempFile(
            parent,
            absolute.getFileName().toString(),
            ".part",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    Files.writeString(part, Json.write(json) + "\n");
    Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
