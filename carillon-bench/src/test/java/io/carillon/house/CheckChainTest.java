package io.carillon.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.house.CompiledSources.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Canaries: small classes, each with one fault, compiled with the compiler arguments and checkers
 * of the parent POM. If one of them passes, a check has fallen asleep, e.g. with a new JDK.
 */
@Execution(ExecutionMode.CONCURRENT)
class CheckChainTest {

  private static final Repository REPOSITORY = Repository.read();
  private static final Pattern ARGUMENT = Pattern.compile("<arg>(.*?)</arg>", Pattern.DOTALL);
  private static final String MARKED_PACKAGE =
      "/** A canary's cage. */\n@org.jspecify.annotations.NullMarked\npackage canary;\n";

  @TempDir private Path dir;

  @Test
  void shouldRunOnTheJdkThatTheBuildNames() throws Exception {
    String pom = Files.readString(REPOSITORY.root().resolve("pom.xml"));
    Matcher version = Pattern.compile("<build.jdk>(\\d+)</build.jdk>").matcher(pom);
    assertThat(version.find()).isTrue();
    assertThat(Runtime.version().feature()).isEqualTo(25);
    assertThat(version.group(1)).isEqualTo("25");
  }

  @Test
  void shouldPassASoundClass() throws Exception {
    Result result = compile("class Canary { int length(String text) { return text.length(); } }");
    assertThat(result.output()).isEmpty();
    assertThat(result.passed()).isTrue();
  }

  @Test
  void shouldFailWhenANullableIsDereferenced() throws Exception {
    assertFails(
        """
        class Canary {
          int length(@org.jspecify.annotations.Nullable String text) {
            return text.length();
          }
        }
        """,
        "[NullAway] dereferenced expression");
  }

  @Test
  void shouldFailWhenANullableEntersAGenericType() throws Exception {
    assertFails(
        """
        import java.util.List;
        import org.jspecify.annotations.Nullable;
        class Canary {
          List<String> names(List<@Nullable String> names) {
            return names;
          }
        }
        """,
        "[NullAway]");
  }

  @Test
  void shouldFailOnAnErrorOfErrorProne() throws Exception {
    assertFails(
        "class Canary { boolean same(int[] a, int[] b) { return a.equals(b); } }",
        "error: [ArrayEquals]");
  }

  @Test
  void shouldFailOnAWarningOfErrorProne() throws Exception {
    assertFails(
        "class Canary { public String toString() { return \"canary\"; } }",
        "warning: [MissingOverride]",
        "warnings found and -Werror specified");
  }

  @Test
  void shouldFailOnAWarningOfTheCompiler() throws Exception {
    assertFails(
        "class Canary { java.util.List raw() { return java.util.List.of(); } }",
        "warning: [rawtypes]",
        "warnings found and -Werror specified");
  }

  @Test
  void shouldFailOnABadFormat() throws Exception {
    Path file = dir.resolve("canary/src/Canary.java");
    Files.createDirectories(file.resolveSibling(""));

    Files.writeString(file, "class Canary {}\n");
    assertThat(checkFormat().output()).isEmpty();

    Files.writeString(file, "class Canary{ }\n");
    Result result = checkFormat();
    assertThat(result.passed()).isFalse();
    assertThat(result.output()).contains("Not in google-java-format", "canary/src/Canary.java");
  }

  private void assertFails(String source, String... reasons) throws Exception {
    Result result = compile(source);
    assertThat(result.output()).contains(reasons);
    assertThat(result.passed()).isFalse();
  }

  private Result compile(String canary) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(parentArguments());
    Path checkers = REPOSITORY.root().resolve("carillon-bench/target/checkers.txt");
    arguments.addAll(List.of("--release", "21", "-processorpath", Files.readString(checkers)));
    Path nullMarked =
        Path.of(NullMarked.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    arguments.addAll(List.of("-classpath", nullMarked.toString()));
    return CompiledSources.compile(
        dir,
        arguments,
        Map.of(
            "canary/package-info.java",
            MARKED_PACKAGE,
            "canary/Canary.java",
            "package canary;\n" + canary));
  }

  private static List<String> parentArguments() throws IOException {
    String pom = Files.readString(REPOSITORY.root().resolve("pom.xml"));
    String section = pom.substring(pom.indexOf("<compilerArgs>"), pom.indexOf("</compilerArgs>"));
    List<String> arguments = ARGUMENT.matcher(section).results().map(m -> m.group(1)).toList();
    assertThat(arguments).as("compiler arguments of the parent POM").hasSizeGreaterThan(10);
    return arguments;
  }

  private Result checkFormat() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(CompiledSources.tool("java")));
    for (String part : List.of("api", "code", "file", "parser", "tree", "util")) {
      command.add("--add-exports=jdk.compiler/com.sun.tools.javac." + part + "=ALL-UNNAMED");
    }
    Path root = REPOSITORY.root();
    command.addAll(List.of("-cp", root.resolve("target/google-java-format.jar").toString()));
    command.addAll(List.of(root.resolve(".ci/Format.java").toString(), "check", dir.toString()));
    return CompiledSources.run(command);
  }
}
