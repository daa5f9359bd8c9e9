package io.carillon.worker.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes directories with all that is in them. */
public final class FileTree {

  private static final Logger LOGGER = LoggerFactory.getLogger(FileTree.class);

  private FileTree() {}

  /** Removes what can be removed; follows no links. Says in the log what was left. */
  public static void remove(Path root) {
    try {
      Files.walkFileTree(root, new Remover());
    } catch (IOException e) {
      LOGGER.warn("Cannot remove all of {}: {}", root, e.toString());
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      // A task may have left directories that nobody may write in.
      if (!Files.isWritable(directory) && !directory.toFile().setWritable(true)) {
        LOGGER.warn("Cannot make {} writable to remove it", directory);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException cause)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
