package io.carillon.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A process with its children, and the CPU time that they have used by {@code /proc}. Children that
 * have ended count, once their parent has waited for them.
 *
 * @param name for people
 */
record ProcessTree(String name, long pid) {

  private static final double TICKS_PER_SECOND = 100;

  static ProcessTree own(String name) {
    return new ProcessTree(name, ProcessHandle.current().pid());
  }

  /** This process alone, without its children. */
  double ownCpuSeconds() {
    return ticks(pid, false) / TICKS_PER_SECOND;
  }

  double cpuSeconds() {
    long ticks = ticks(pid, true);
    try (var children = ProcessHandle.of(pid).orElseThrow().descendants()) {
      ticks += children.mapToLong(child -> ticks(child.pid(), true)).sum();
    }
    return ticks / TICKS_PER_SECOND;
  }

  private static long ticks(long pid, boolean withEnded) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), UTF_8);
      // The name, in parentheses, may hold anything; utime is the 14th field, cstime the 17th.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int field = 11; field < (withEnded ? 15 : 13); field++) {
        ticks += Long.parseLong(fields[field]);
      }
      return ticks;
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
