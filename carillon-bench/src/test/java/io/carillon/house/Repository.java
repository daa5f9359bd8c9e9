package io.carillon.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The files of the repository that people write: no build output, no downloads. */
record Repository(Path root, List<TextFile> files) {

  private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git", ".idea");
  private static final Set<String> TEXT =
      Set.of(
          "java",
          "proto",
          "sql",
          "md",
          "xml",
          "yaml",
          "yml",
          "properties",
          "sh",
          "py",
          "ts",
          "tsx",
          "css",
          "html");

  Repository {
    files = List.copyOf(files);
  }

  /** Reads the repository that the tests run in. */
  static Repository read() {
    Path root = findRoot();
    List<TextFile> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
              return NOT_OURS.contains(name(dir))
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              if (attributes.isRegularFile() && isText(file)) {
                String path = root.relativize(file).toString().replace('\\', '/');
                files.add(new TextFile(path, Files.readString(file)));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Collections.sort(files, (a, b) -> a.path().compareTo(b.path()));
    return new Repository(root, files);
  }

  private static Path findRoot() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve(".ci/Format.java"))) {
      Path parent = at.getParent();
      if (parent == null) {
        throw new IllegalStateException(
            "Expected to run inside the repository, but no folder above "
                + Path.of("").toAbsolutePath()
                + " has .ci/Format.java");
      }
      at = parent;
    }
    return at;
  }

  List<TextFile> ending(String end) {
    return files.stream().filter(file -> file.path().endsWith(end)).toList();
  }

  private static boolean isText(Path file) {
    String name = name(file);
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? Set.of("carillon", "run", "install").contains(name)
        : TEXT.contains(name.substring(dot + 1));
  }

  private static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  /**
   * @param path from the root, with {@code /}
   */
  record TextFile(String path, String text) {

    List<String> lines() {
      return text.lines().toList();
    }

    String module() {
      return path.substring(0, Math.max(0, path.indexOf('/')));
    }
  }
}
