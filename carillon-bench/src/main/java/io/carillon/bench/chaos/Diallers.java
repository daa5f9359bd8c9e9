package io.carillon.bench.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;

/** Finds by {@code /proc} which process of the cluster has a connection. */
final class Diallers {

  private static final int LOCAL_ADDRESS = 1;
  private static final int INODE = 9;

  private final Supplier<Set<Long>> processes;

  Diallers(Supplier<Set<Long>> processes) {
    this.processes = processes;
  }

  /**
   * @param port of this machine that the connection comes from
   * @return 0: none of them has it any more
   */
  long of(int port) {
    try {
      String end = ":%04X".formatted(port);
      for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] fields = line.strip().split("\\s+", -1);
          if (fields[LOCAL_ADDRESS].endsWith(end) && !"0".equals(fields[INODE])) {
            long owner = owner("socket:[" + fields[INODE] + "]");
            if (owner != 0) {
              return owner;
            }
          }
        }
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long owner(String socket) {
    for (long pid : processes.get()) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
        for (Path file : files) {
          if (target(file).equals(socket)) {
            return pid;
          }
        }
      } catch (IOException e) {
        // It has ended.
      }
    }
    return 0;
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
