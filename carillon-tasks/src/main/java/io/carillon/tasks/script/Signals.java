package io.carillon.tasks.script;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells by an exit code which signal ended a script: shells and the JDK both add 128. */
final class Signals {

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "SIGHUP"),
          Map.entry(2, "SIGINT"),
          Map.entry(3, "SIGQUIT"),
          Map.entry(4, "SIGILL"),
          Map.entry(6, "SIGABRT"),
          Map.entry(8, "SIGFPE"),
          Map.entry(9, "SIGKILL"),
          Map.entry(11, "SIGSEGV"),
          Map.entry(13, "SIGPIPE"),
          Map.entry(14, "SIGALRM"),
          Map.entry(15, "SIGTERM"));

  private Signals() {}

  /** Null when the code is an ordinary one. */
  static @Nullable String of(int exitCode) {
    return NAMES.get(exitCode - 128);
  }
}
