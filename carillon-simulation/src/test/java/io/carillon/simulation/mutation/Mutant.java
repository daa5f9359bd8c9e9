package io.carillon.simulation.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A bug, made from the sources by replacing some text.
 *
 * @param name what is wrong
 * @param source the class that it is in, as path under {@code io/carillon}, with its module
 * @param text occurs there exactly once
 * @param seeds by so many it must be found, from 0 on
 */
record Mutant(String name, Source source, String text, String replacement, int seeds) {

  /** A source file. */
  record Source(String module, String className) {

    Path path() {
      return Path.of(System.getProperty("simulation.sources", ".."))
          .resolve("carillon-" + module)
          .resolve("src/main/java")
          .resolve(className.replace('.', '/') + ".java");
    }
  }

  /** The source with the bug in it. */
  String mutated() throws IOException {
    String original = Files.readString(source.path());
    int first = original.indexOf(text);
    if (first < 0 || original.indexOf(text, first + 1) >= 0) {
      throw new IllegalStateException(
          "Expected exactly one of these in %s: %s".formatted(source.path(), text));
    }
    return original.replace(text, replacement);
  }

  @Override
  public String toString() {
    return name;
  }
}
