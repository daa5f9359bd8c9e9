package io.carillon.simulation.mutation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Carillon once more, with one class replaced: its classes, and those that log, are loaded anew so
 * that they see each other; everything else is shared.
 */
final class MutantClasses extends ClassLoader {

  private final Map<String, byte[]> mutated;

  private MutantClasses(Map<String, byte[]> mutated) {
    super(MutantClasses.class.getClassLoader());
    this.mutated = mutated;
  }

  /** As the sources are. */
  static MutantClasses unchanged() {
    return new MutantClasses(Map.of());
  }

  static MutantClasses of(Mutant mutant) throws IOException {
    return new MutantClasses(compile(mutant.source().className(), mutant.mutated()));
  }

  private static Map<String, byte[]> compile(String name, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, ByteArrayOutputStream> compiled = new HashMap<>();
    JavaFileManager files =
        new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location location,
              String className,
              JavaFileObject.Kind kind,
              @Nullable FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:/" + className), kind) {
              @Override
              public OutputStream openOutputStream() {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                compiled.put(className, bytes);
                return bytes;
              }
            };
          }
        };
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("memory:/" + name.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    StringWriter problems = new StringWriter();
    List<String> options = List.of("-proc:none", "-parameters", "-nowarn");
    if (!compiler.getTask(problems, files, null, options, null, List.of(file)).call()) {
      throw new IllegalStateException("Expected a mutant that compiles, but " + problems);
    }
    Map<String, byte[]> classes = new HashMap<>();
    compiled.forEach((className, bytes) -> classes.put(className, bytes.toByteArray()));
    return classes;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    boolean anew =
        (name.startsWith("io.carillon.") && !name.startsWith("io.carillon.protocol."))
            || name.startsWith("org.slf4j.");
    if (!anew) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      byte[] code = mutated.containsKey(name) ? mutated.get(name) : read(name);
      return defineClass(name, code, 0, code.length);
    }
  }

  private byte[] read(String name) throws ClassNotFoundException {
    try (InputStream code = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (code == null) {
        throw new ClassNotFoundException(name);
      }
      return code.readAllBytes();
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
