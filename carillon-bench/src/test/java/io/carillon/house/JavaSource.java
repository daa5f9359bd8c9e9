package io.carillon.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import io.carillon.house.Repository.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A parsed Java file: syntax only, with the lines of each node. */
final class JavaSource {

  private final TextFile file;
  private final CompilationUnitTree unit;
  private final SourcePositions positions;

  private JavaSource(TextFile file, CompilationUnitTree unit, SourcePositions positions) {
    this.file = file;
    this.unit = unit;
    this.positions = positions;
  }

  static JavaSource parse(TextFile file) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavacTask task =
        (JavacTask)
            compiler.getTask(
                null, null, problem -> {}, List.of("-proc:none"), null, List.of(asInput(file)));
    try {
      CompilationUnitTree unit = task.parse().iterator().next();
      return new JavaSource(file, unit, Trees.instance(task).getSourcePositions());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JavaFileObject asInput(TextFile file) {
    URI uri = URI.create("string:///" + file.path());
    return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return file.text();
      }
    };
  }

  String path() {
    return file.path();
  }

  TextFile file() {
    return file;
  }

  CompilationUnitTree unit() {
    return unit;
  }

  String packageName() {
    return unit.getPackageName() == null ? "" : unit.getPackageName().toString();
  }

  /** The names of the file's top-level classes. */
  List<String> classNames() {
    return unit.getTypeDecls().stream()
        .filter(ClassTree.class::isInstance)
        .map(type -> ((ClassTree) type).getSimpleName().toString())
        .toList();
  }

  boolean isPackageInfo() {
    return path().endsWith("/package-info.java");
  }

  String at(Tree node) {
    return path() + ":" + firstLine(node);
  }

  long firstLine(Tree node) {
    return lines().getLineNumber(positions.getStartPosition(unit, node));
  }

  long lastLine(Tree node) {
    return lines().getLineNumber(positions.getEndPosition(unit, node));
  }

  private LineMap lines() {
    return unit.getLineMap();
  }
}
