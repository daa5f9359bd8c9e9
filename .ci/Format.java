import com.google.googlejavaformat.java.Formatter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Checks, or with `replace` mends, the format of every Java source under the folder given. */
class Format {
  public static void main(String[] args) throws Exception {
    boolean replace = args[0].equals("replace");
    Path root = Path.of(args[1]);
    List<Path> wrong = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      Formatter formatter = new Formatter();
      for (Path file : (Iterable<Path>) files.filter(Format::isSource)::iterator) {
        String source = Files.readString(file);
        String formatted;
        try {
          formatted = formatter.formatSourceAndFixImports(source);
        } catch (Exception e) {
          System.err.println(root.relativize(file) + ": " + e.getMessage());
          System.exit(1);
          return;
        }
        if (!formatted.equals(source)) {
          wrong.add(root.relativize(file));
          if (replace) {
            Files.writeString(file, formatted);
          }
        }
      }
    }
    if (!replace && !wrong.isEmpty()) {
      System.err.println(
          "Not in google-java-format (mend with `mvn -N -Dformat=replace initialize`):");
      wrong.forEach(file -> System.err.println("  " + file));
      System.exit(1);
    }
  }

  private static boolean isSource(Path file) {
    String path = file.toString();
    return path.endsWith(".java") && path.contains("/src/") && !path.contains("/target/");
  }
}
