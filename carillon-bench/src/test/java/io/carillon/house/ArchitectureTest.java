package io.carillon.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.carillon.house.CompiledSources.Result;
import io.carillon.house.ModuleTable.Module;
import io.carillon.house.Repository.TextFile;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may use whom. */
class ArchitectureTest {

  private static final Repository REPOSITORY = Repository.read();
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.carillon");
  private static final Pattern MODULE = Pattern.compile("<module>carillon-([a-z-]+)</module>");
  private static final Pattern RELEASE =
      Pattern.compile("<maven\\.compiler\\.release>(\\d+)</maven\\.compiler\\.release>");

  @Test
  void shouldSeeTheClassesOfEveryModuleThatHasSources() {
    Set<String> seen = new TreeSet<>();
    CLASSES.forEach(type -> ArchitectureRules.module(type).ifPresent(seen::add));
    Set<String> withSources = new TreeSet<>();
    for (TextFile source : REPOSITORY.ending(".java")) {
      if (source.path().contains("/src/main/java/")) {
        withSources.add(source.module().replace("carillon-", ""));
      }
    }
    assertThat(seen).containsAll(withSources);
  }

  @Test
  void shouldHaveTheModulesOfTheTable() {
    Matcher module = MODULE.matcher(pom("pom.xml"));
    Set<String> modules = new TreeSet<>();
    while (module.find()) {
      modules.add(module.group(1));
    }
    assertThat(modules)
        .as("modules of the parent POM and of ModuleTable")
        .containsExactlyInAnyOrderElementsOf(
            ModuleTable.MODULES.stream().map(Module::name).toList());
  }

  @Test
  void shouldKeepEachModuleInAPackageOfItsOwn() {
    for (TextFile source : REPOSITORY.ending(".java")) {
      int main = source.path().indexOf("/src/main/java/");
      if (main > 0) {
        String folder =
            "/src/main/java/io/carillon/" + source.module().replace("carillon-", "") + "/";
        assertThat(source.path().substring(main))
            .as("%s: Expected a package in the module's own: move it", source.path())
            .startsWith(folder);
      }
    }
  }

  @Test
  void shouldPointDownOnly() {
    assertThat(ArchitectureRules.arrows(CLASSES)).isEmpty();
  }

  @Test
  void shouldHaveNoPackageCycles() {
    assertThat(ArchitectureRules.cycles(CLASSES)).isEmpty();
  }

  @Test
  void shouldKeepSpringInTheServer() {
    assertThat(ArchitectureRules.springOutsideServer(CLASSES)).isEmpty();
  }

  @Test
  void shouldKeepTheKernelPure() {
    assertThat(ArchitectureRules.impureKernel(CLASSES)).isEmpty();
  }

  @Test
  void shouldInjectByConstructor() {
    assertThat(ArchitectureRules.fieldInjection(CLASSES)).isEmpty();
  }

  @Test
  void shouldCompileEachModuleForTheJavaOfTheTable() {
    String inherited = release(pom("pom.xml")).orElseThrow();
    for (Module module : ModuleTable.MODULES) {
      assertThat(release(pom("carillon-" + module.name() + "/pom.xml")).orElse(inherited))
          .as("maven.compiler.release of carillon-%s", module.name())
          .isEqualTo(String.valueOf(module.java()));
    }
  }

  /** A library for a newer Java would fail in the user's application only. */
  @Test
  void shouldUseNoLibraryForANewerJavaThanTheModules() throws IOException {
    Set<String> findings = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      Optional<String> name = ArchitectureRules.module(type);
      if (name.isEmpty()) {
        continue;
      }
      Module module = ModuleTable.module(name.get());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getBaseComponentType().getName();
        if (javaOf(target) > module.java()) {
          findings.add(
              "%s -> %s: Expected a library for Java %d at most, but it is for %d: take an older."
                  .formatted(type.getName(), target, module.java(), javaOf(target)));
        }
      }
    }
    assertThat(findings).isEmpty();
  }

  /** The Java that a library's class was compiled for; 0 for the JDK's own. */
  private static int javaOf(String type) throws IOException {
    String resource = type.replace('.', '/') + ".class";
    ClassLoader loader = ArchitectureTest.class.getClassLoader();
    if (type.startsWith("java.") || type.startsWith("javax.")) {
      return 0;
    }
    try (InputStream in = loader.getResourceAsStream(resource)) {
      return in == null ? 0 : majorVersion(in) - 44;
    }
  }

  private static int majorVersion(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    data.readInt();
    data.readUnsignedShort();
    return data.readUnsignedShort();
  }

  private static Optional<String> release(String pom) {
    Matcher release = RELEASE.matcher(pom);
    return release.find() ? Optional.of(release.group(1)) : Optional.empty();
  }

  private static String pom(String path) {
    return REPOSITORY.ending("pom.xml").stream()
        .filter(file -> file.path().equals(path))
        .findFirst()
        .map(TextFile::text)
        .orElseThrow();
  }

  /** Each rule, shown bad samples and their good neighbours. */
  @Nested
  class Rules {

    @TempDir private Path dir;

    @Test
    void shouldFindAnArrowThatPointsUp() throws Exception {
      String store = "package io.carillon.store; public class Rows {}";
      String kernel = "package io.carillon.kernel; class Decider { Object o = new ROWS(); }";
      Map<String, String> up =
          Map.of(
              "Rows.java", store, "Decider.java", kernel.replace("ROWS", "io.carillon.store.Rows"));
      assertThat(find(ArchitectureRules::arrows, up)).isNotEmpty();
    }

    @Test
    void shouldAllowAnArrowThatPointsDown() throws Exception {
      Map<String, String> down =
          Map.of(
              "Plan.java",
              "package io.carillon.model; public class Plan {}",
              "Rows.java",
              "package io.carillon.store; public class Rows extends io.carillon.model.Plan {}");
      assertThat(find(ArchitectureRules::arrows, down)).isEmpty();
    }

    @Test
    void shouldFindACycleOfPackages() throws Exception {
      Map<String, String> cycle =
          Map.of(
              "Run.java",
              "package io.carillon.kernel; public class Run { io.carillon.kernel.row.Row row; }",
              "Row.java",
              "package io.carillon.kernel.row; public class Row { io.carillon.kernel.Run run; }");
      assertThat(find(ArchitectureRules::cycles, cycle)).isNotEmpty();
    }

    @Test
    void shouldFindSpringOutsideTheServer() throws Exception {
      Map<String, String> spring = Map.of("Autowired.java", AUTOWIRED, "Bean.java", bean("engine"));
      assertThat(find(ArchitectureRules::springOutsideServer, spring)).isNotEmpty();
    }

    @Test
    void shouldFindAnInjectedField() throws Exception {
      Map<String, String> spring = Map.of("Autowired.java", AUTOWIRED, "Bean.java", bean("server"));
      assertThat(find(ArchitectureRules::springOutsideServer, spring)).isEmpty();
      assertThat(find(ArchitectureRules::fieldInjection, spring)).isNotEmpty();
    }

    @Test
    void shouldFindWhatMakesTheKernelImpure() throws Exception {
      List<String> members =
          List.of(
              "Object o = java.nio.file.Path.of(\"a\");",
              "java.util.concurrent.Executor o;",
              "java.sql.Connection[] o;",
              "Object o = java.time.Instant.now();",
              "Object o = java.time.Clock.systemUTC();",
              "long o = System.nanoTime();",
              "double o = Math.random();",
              "Object o = new java.util.Random(1);",
              "Object o = java.util.UUID.randomUUID();",
              "{ System.out.println(); }",
              "{ new Thread(() -> {}).start(); }",
              "System.Logger o = System.getLogger(\"a\");");
      Map<String, String> kernel = new HashMap<>();
      for (int i = 0; i < members.size(); i++) {
        kernel.putAll(kernel("Impure" + i, members.get(i)));
      }
      List<String> findings = find(ArchitectureRules::impureKernel, kernel);
      for (int i = 0; i < members.size(); i++) {
        String type = "io.carillon.kernel.Impure" + i + " ";
        assertThat(findings).as(members.get(i)).anyMatch(finding -> finding.startsWith(type));
      }
    }

    @Test
    void shouldAllowAKernelThatIsGivenTheTime() throws Exception {
      String pure = "java.time.Instant later(java.time.Instant now) { return now.plusMillis(1); }";
      assertThat(find(ArchitectureRules::impureKernel, kernel("Pure", pure))).isEmpty();
    }

    private static final String AUTOWIRED =
        "package org.springframework.beans.factory.annotation;"
            + " @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)"
            + " public @interface Autowired {}";

    private static String bean(String module) {
      return "package io.carillon."
          + module
          + "; class Bean { @org.springframework.beans.factory.annotation.Autowired Object o; }";
    }

    private static Map<String, String> kernel(String type, String member) {
      String text = "package io.carillon.kernel; class " + type + " { " + member + " }";
      return Map.of(type + ".java", text);
    }

    private List<String> find(Function<JavaClasses, List<String>> rule, Map<String, String> sources)
        throws IOException, InterruptedException {
      Result compiled = CompiledSources.compile(dir, List.of(), sources);
      assertThat(compiled.output()).isEmpty();
      return rule.apply(new ClassFileImporter().importPath(dir.resolve("classes")));
    }
  }
}
