package io.carillon.server.workflow;

import io.carillon.server.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the definitions of a folder, as if they were put; those that are saved already stay. */
public final class Examples {

  private static final Logger log = LoggerFactory.getLogger(Examples.class);
  private static final String NAMESPACE = "examples";
  private static final String BY = "examples";

  /** The folder, and one folder for each example in it. */
  private static final int DEPTH = 2;

  private Examples() {}

  /** A definition that is not sound is named in the log, and left out. */
  public static void load(Path folder, WorkflowSaver saver) throws IOException {
    int changed = 0;
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder, DEPTH)) {
      files = walk.filter(Examples::isDefinition).sorted().toList();
    }
    for (Path file : files) {
      try {
        changed += saver.saveAs(NAMESPACE, Files.readString(file), BY).changed() ? 1 : 0;
      } catch (ProblemException e) {
        log.warn("{} is not loaded: {}", file, e.problem().detail());
      }
    }
    log.info("{} examples in {}, {} of them new or changed", files.size(), folder, changed);
  }

  private static boolean isDefinition(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file) && (name.endsWith(".yaml") || name.endsWith(".yml"));
  }
}
