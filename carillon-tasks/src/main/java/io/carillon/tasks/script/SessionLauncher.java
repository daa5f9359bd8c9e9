package io.carillon.tasks.script;

import java.nio.file.Path;
import java.util.List;

/**
 * Starts a program as the leader of a session of its own, so that its process id is the id of
 * session and group. The JDK cannot; {@code setsid} of util-linux or BusyBox can, and where there
 * is neither, as on macOS, Perl can. All of them become the program: the process id stays.
 */
final class SessionLauncher {

  private static final List<String> PREFIX = find(System.getenv("PATH"));

  private SessionLauncher() {}

  /** What to put before a command; empty where nothing can start a session. */
  static List<String> prefix() {
    return PREFIX;
  }

  private static List<String> find(String path) {
    Path setsid = Executables.find("setsid", path);
    if (setsid != null) {
      return List.of(setsid.toString());
    }
    Path perl = Executables.find("perl", path);
    return perl == null
        ? List.of()
        : List.of(perl.toString(), "-MPOSIX", "-e", "POSIX::setsid(); exec {$ARGV[0]} @ARGV");
  }
}
