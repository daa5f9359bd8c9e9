package io.carillon.house;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compiles sources given as text with the running JDK's own javac, as a process. */
final class CompiledSources {

  private CompiledSources() {}

  /**
   * @param sources text by path
   * @return what javac said, and how it ended
   */
  static Result compile(Path dir, List<String> arguments, Map<String, String> sources)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(tool("javac"));
    command.addAll(arguments);
    command.addAll(List.of("-d", dir.resolve("classes").toString()));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = dir.resolve(source.getKey());
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, source.getValue());
      command.add(file.toString());
    }
    return run(command);
  }

  static Result run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), output);
  }

  /** A program of the JDK that runs this test. */
  static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  record Result(int exit, String output) {
    boolean passed() {
      return exit == 0;
    }
  }
}
