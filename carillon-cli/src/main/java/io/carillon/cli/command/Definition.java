package io.carillon.cli.command;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** A file that defines a workflow. */
record Definition(Path file, String source) {

  /**
   * Reads files, and the YAML and JSON files in folders and the folders below.
   *
   * @param wrong makes the exception for what cannot be read
   */
  static List<Definition> read(List<Path> paths, Function<String, RuntimeException> wrong) {
    List<Definition> definitions = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        definitions.add(read(path, wrong));
        continue;
      }
      List<Path> files;
      try (Stream<Path> below = Files.walk(path)) {
        files = below.filter(Definition::defines).sorted().toList();
      } catch (IOException e) {
        throw wrong.apply("Cannot read the folder " + path + ": " + e.getMessage());
      }
      if (files.isEmpty()) {
        throw wrong.apply(
            "Expected files *.yaml, *.yml or *.json in " + path + ", but found none.");
      }
      files.forEach(file -> definitions.add(read(file, wrong)));
    }
    return definitions;
  }

  static Definition read(Path file, Function<String, RuntimeException> wrong) {
    if (!Files.exists(file)) {
      throw wrong.apply("Expected a file with a workflow, but " + file + " does not exist.");
    }
    try {
      return new Definition(file, Files.readString(file));
    } catch (CharacterCodingException e) {
      throw wrong.apply("Expected text in UTF-8, but " + file + " is something else.");
    } catch (IOException e) {
      throw wrong.apply("Cannot read " + file + ": " + e.getMessage());
    }
  }

  private static boolean defines(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file)
        && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
  }
}
