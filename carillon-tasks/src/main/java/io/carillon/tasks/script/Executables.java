package io.carillon.tasks.script;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds programs as a shell does. */
final class Executables {

  private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";

  private Executables() {}

  /** The program's file, or null when there is none to be executed. */
  static @Nullable Path find(String program, @Nullable String path) {
    if (program.indexOf('/') >= 0) {
      return executable(Path.of(program));
    }
    for (String folder : (path == null ? USUAL_PATH : path).split(File.pathSeparator, -1)) {
      Path file = folder.isEmpty() ? null : executable(Path.of(folder, program));
      if (file != null) {
        return file;
      }
    }
    return null;
  }

  private static @Nullable Path executable(Path file) {
    return Files.isExecutable(file) && !Files.isDirectory(file) ? file : null;
  }
}
