package io.carillon.tasks.script;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the living processes that belong to a script. Dead ones that nobody waited for are left
 * out.
 */
sealed interface ProcessTable {

  /**
   * @param leader the session's id
   * @param mark what {@link Guard#MARK} is in the environment of these processes
   */
  List<Long> members(long leader, String mark);

  static ProcessTable ofThisMachine(long leader) {
    return Files.isReadable(Path.of("/proc/self/stat")) ? Proc.youngerThan(leader) : new PosixPs();
  }

  /**
   * Linux: the session or the mark. The mark finds processes that began a session of their own, as
   * daemons do, the session those that cleaned their environment.
   *
   * @param since only processes started then or later, in ticks, are asked for their mark
   */
  record Proc(long since) implements ProcessTable {

    private static final int STATE = 0;
    private static final int SESSION = 3;
    private static final int START = 19;

    static Proc youngerThan(long leader) {
      String[] stat = stat(Path.of("/proc", Long.toString(leader)));
      return new Proc(stat == null ? 0 : Long.parseLong(stat[START]));
    }

    @Override
    public List<Long> members(long leader, String mark) {
      List<Long> found = new ArrayList<>();
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
        for (Path process : processes) {
          String[] stat = stat(process);
          if (stat == null || stat[STATE].equals("Z") || stat[STATE].equals("X")) {
            continue;
          }
          if (Long.parseLong(stat[SESSION]) == leader
              || (Long.parseLong(stat[START]) >= since && marked(process, mark))) {
            found.add(Long.parseLong(process.getFileName().toString()));
          }
        }
      } catch (DirectoryIteratorException e) {
        throw new UncheckedIOException(e.getCause());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return found;
    }

    /** The fields from the state on, as the name before it may hold anything; null when gone. */
    private static String @Nullable [] stat(Path process) {
      try {
        String line = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      } catch (IOException e) {
        return null;
      }
    }

    private static boolean marked(Path process, String mark) {
      try {
        String environment =
            Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        return ("\0" + environment).contains("\0" + Guard.MARK + "=" + mark + "\0");
      } catch (IOException e) {
        return false; // gone, or another user's
      }
    }
  }

  /** Elsewhere: the process group. */
  record PosixPs() implements ProcessTable {

    @Override
    public List<Long> members(long leader, String mark) {
      List<Long> found = new ArrayList<>();
      try {
        Process ps =
            new ProcessBuilder("ps", "-A", "-o", "pid=", "-o", "pgid=", "-o", "stat=")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines = ps.inputReader(StandardCharsets.US_ASCII)) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] columns = line.strip().split("\\s+", -1);
            if (Long.parseLong(columns[1]) == leader && !columns[2].startsWith("Z")) {
              found.add(Long.parseLong(columns[0]));
            }
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return found;
    }
  }
}
