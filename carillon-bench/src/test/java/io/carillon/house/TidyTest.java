package io.carillon.house;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.house.Repository.TextFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How sources and docs look. */
class TidyTest {

  /** Files over 400 lines (never over 500), each with the reason. */
  private static final Map<String, String> LONGER_FILES =
      Map.of(
          "carillon-kernel/src/main/java/io/carillon/kernel/partition/State.java",
          "all that an event may touch, and what each event does to it",
          "carillon-engine/src/main/java/io/carillon/engine/partition/PartitionHost.java",
          "one loop, and what may happen between its steps");

  /** Classes that own time or chance, each with the reason. */
  private static final Map<String, String> EDGES =
      Map.ofEntries(
          entry("io.carillon.bench.Pace", "the benchmarks' clock"),
          entry(
              "io.carillon.server.problem.ProblemAdvice",
              "how long a client that was refused may go on sending"),
          entry("io.carillon.server.health.RequestTimer", "measures how long a request takes"),
          entry("io.carillon.worker.Throughput", "measures, and is no test"),
          entry("io.carillon.tasks.http.HttpExchange", "deadline of a call"),
          entry(
              "io.carillon.tasks.script.Session",
              "waits for processes that the kernel of the machine ends"),
          entry(
              "io.carillon.tasks.script.ScriptRun", "deadline for the rest of a process's output"),
          entry("io.carillon.tasks.script.ProcessTreeTest", "measures how long a kill takes"),
          entry("io.carillon.worker.execution.Attempt", "deadline for an attempt to stop"),
          entry("io.carillon.worker.log.LogShipper", "monotonic time of the stream"),
          entry("io.carillon.worker.session.ServerLinks", "monotonic time of the sessions"),
          entry("io.carillon.engine.loop.SteadyClock", "the servers' clock, which never goes back"),
          entry("io.carillon.simulation.Main", "tells how long the seeds took"),
          entry("io.carillon.cluster.Steady", "leases are reckoned by time that does not jump"));

  /** Modules without the compiler's checks, each with the reason. */
  private static final Map<String, String> UNCHECKED_MODULES =
      Map.of("carillon-protocol", "all of it is generated");

  private static final Set<String> LIMITED_WIDTH =
      Set.of(".java", ".proto", ".sql", ".sh", ".ts", ".tsx", ".css", ".ci/run");

  private static final Repository REPOSITORY = Repository.read();
  private static final List<JavaSource> SOURCES =
      REPOSITORY.ending(".java").stream()
          .filter(file -> file.path().contains("/src/"))
          .map(JavaSource::parse)
          .toList();

  @Test
  void shouldKeepFilesShort() {
    assertNone(code(), file -> TextRules.longFiles(file, LONGER_FILES));
  }

  @Test
  void shouldKeepLinesShort() {
    assertNone(code(), TextRules::longLines);
  }

  @Test
  void shouldKeepMethodsShort() {
    assertNone(SOURCES, SourceRules::longMethods);
  }

  @Test
  void shouldNameThingsByWhatTheyAre() {
    assertNone(SOURCES, SourceRules::emptyNames);
  }

  @Test
  void shouldSayWhatEachPackageIsFor() {
    assertThat(TextRules.packageInfos(SOURCES)).isEmpty();
  }

  @Test
  void shouldTakeTimeAndChanceAsArguments() {
    List<JavaSource> inner =
        SOURCES.stream().filter(source -> !EDGES.containsKey(className(source))).toList();
    assertNone(inner, SourceRules::timeAndChance);
  }

  @Test
  void shouldListOnlyEdgesThatOwnTimeOrChance() {
    Set<String> owners = new TreeSet<>();
    for (JavaSource source : SOURCES) {
      if (!SourceRules.timeAndChance(source).isEmpty()) {
        owners.add(className(source));
      }
    }
    assertThat(owners)
        .as("edges that are one: take others off the list")
        .containsAll(EDGES.keySet());
  }

  @Test
  void shouldLeaveNothingUnfinished() {
    assertNone(REPOSITORY.files(), TextRules::leftovers);
  }

  @Test
  void shouldKeepLinksWhole() {
    assertNone(REPOSITORY.ending(".md"), doc -> DocRules.brokenLinks(REPOSITORY.root(), doc));
  }

  @Test
  void shouldListEveryDecision() {
    assertThat(DocRules.decisions(REPOSITORY.ending(".md"))).isEmpty();
  }

  @Test
  void shouldKeepVersionsInTheParentPom() {
    assertNone(REPOSITORY.ending("pom.xml"), PomRules::versions);
  }

  @Test
  void shouldCheckEveryModule() {
    assertNone(
        REPOSITORY.ending("pom.xml"), pom -> PomRules.checksSwitchedOff(pom, UNCHECKED_MODULES));
  }

  private static List<TextFile> code() {
    return REPOSITORY.files().stream()
        .filter(file -> LIMITED_WIDTH.stream().anyMatch(file.path()::endsWith))
        .toList();
  }

  private static String className(JavaSource source) {
    return source.packageName() + "." + String.join(",", source.classNames());
  }

  private static <T> void assertNone(List<T> subjects, Function<T, List<String>> rule) {
    List<String> findings = new ArrayList<>();
    subjects.forEach(subject -> findings.addAll(rule.apply(subject)));
    assertThat(subjects).as("what the rule looks at").isNotEmpty();
    assertThat(findings).isEmpty();
  }

  /** Each rule, shown a bad sample and its good neighbour. */
  @Nested
  class Rules {

    @Test
    void shouldFindALongFile() {
      assertThat(TextRules.longFiles(lines(401), Map.of())).hasSize(1);
      assertThat(TextRules.longFiles(lines(400), Map.of())).isEmpty();
      assertThat(TextRules.longFiles(lines(500), Map.of("a.java", "a reason"))).isEmpty();
      assertThat(TextRules.longFiles(lines(501), Map.of("a.java", "a reason"))).hasSize(1);
      assertThat(TextRules.longFiles(lines(400), Map.of("a.java", "a reason"))).hasSize(1);
    }

    @Test
    void shouldFindALongLine() {
      assertThat(TextRules.longLines(new TextFile("a.java", "x".repeat(101)))).hasSize(1);
      assertThat(TextRules.longLines(new TextFile("a.java", "x".repeat(100)))).isEmpty();
      String block = "\"\"\"\n" + "x".repeat(101) + "\n\"\"\";\n";
      assertThat(TextRules.longLines(new TextFile("a.java", block))).isEmpty();
      assertThat(TextRules.longLines(new TextFile("a.java", block + "x".repeat(101)))).hasSize(1);
    }

    @Test
    void shouldFindALongMethod() {
      assertThat(SourceRules.longMethods(method(59))).hasSize(1);
      assertThat(SourceRules.longMethods(method(58))).isEmpty();
    }

    @Test
    void shouldFindNamesThatSayNothing() {
      assertThat(SourceRules.emptyNames(java("package io.carillon.kernel.util;"))).hasSize(1);
      for (String name :
          List.of("TimeUtils", "StoreImpl", "RunManager", "RunHelper", "Constants", "BaseJob")) {
        assertThat(SourceRules.emptyNames(java("class " + name + " {}"))).as(name).hasSize(1);
        assertThat(SourceRules.emptyNames(java("class A { record " + name + "() {} }"))).hasSize(1);
      }
      assertThat(SourceRules.emptyNames(java("interface IStore {}"))).hasSize(1);
      assertThat(SourceRules.emptyNames(java("package a.basement; class Implication {}")))
          .isEmpty();
      assertThat(SourceRules.emptyNames(java("interface Ids {} class Item {}"))).isEmpty();
    }

    @Test
    void shouldFindAPackageWithoutItsSentence() {
      String good = "/** What runs are made of. */\n@NullMarked\npackage a;";
      String unmarked = "/** What runs are made of. */\npackage a;";
      String silent = "/** a. */\n@NullMarked\npackage a;";
      JavaSource member = JavaSource.parse(new TextFile("m/src/A.java", "package a; class A {}"));
      assertThat(TextRules.packageInfos(List.of(member))).hasSize(1);
      assertThat(TextRules.packageInfos(List.of(member, info(good)))).isEmpty();
      assertThat(TextRules.packageInfos(List.of(member, info(unmarked)))).hasSize(1);
      assertThat(TextRules.packageInfos(List.of(member, info(silent)))).hasSize(1);
    }

    @Test
    void shouldFindTimeAndChance() {
      for (String bad :
          List.of(
              "Object o = Instant.now();",
              "Object o = java.time.Instant.now();",
              "Supplier<Instant> s = Instant::now;",
              "Object o = LocalDate.now(zone);",
              "Object o = Clock.systemUTC().instant();",
              "long o = System.currentTimeMillis();",
              "long o = System.nanoTime();",
              "Object o = new Random();",
              "Object o = new java.util.SplittableRandom();",
              "Supplier<Random> s = Random::new;",
              "double o = Math.random();",
              "Object o = ThreadLocalRandom.current();",
              "{ Thread.sleep(10); }",
              "{ TimeUnit.SECONDS.sleep(1); }")) {
        assertThat(SourceRules.timeAndChance(java("class A { " + bad + " }"))).as(bad).hasSize(1);
      }
      String imported = "import static java.lang.System.nanoTime; class A {}";
      assertThat(SourceRules.timeAndChance(java(imported))).hasSize(1);
      String good =
          "class A { Object o = clock.instant(); Object r = new Random(7); /* Instant.now() */"
              + " String s = \"Instant.now()\"; }";
      assertThat(SourceRules.timeAndChance(java(good))).isEmpty();
    }

    @Test
    void shouldFindALeftover() {
      assertThat(TextRules.leftovers(new TextFile("a.md", "// TO" + "DO later"))).hasSize(1);
      assertThat(TextRules.leftovers(new TextFile("a.md", "a todo list"))).isEmpty();
    }

    @Test
    void shouldFindABrokenLink() {
      for (String bad : List.of("[a](none.md)", "[a](../../out.md)", "[a](#nowhere)")) {
        assertThat(links(bad)).as(bad).hasSize(1);
      }
      for (String good :
          List.of("[a](../LICENSE)", "[a](https://a.b)", "`[a](b)`", "# The end\n[a](#the-end)")) {
        assertThat(links(good)).as(good).isEmpty();
      }
    }

    @Test
    void shouldFindAnUnlistedDecision() {
      TextFile index = new TextFile("docs/adr/README.md", "| [1](0001-a.md) | [2](0001-b.md) |");
      TextFile first = new TextFile("docs/adr/0001-a.md", "");
      TextFile twin = new TextFile("docs/adr/0001-b.md", "");
      TextFile unlisted = new TextFile("docs/adr/0002-c.md", "");
      TextFile unnumbered = new TextFile("docs/adr/c.md", "");
      assertThat(DocRules.decisions(List.of(index, first))).isEmpty();
      assertThat(DocRules.decisions(List.of(index, first, twin))).hasSize(1);
      assertThat(DocRules.decisions(List.of(index, unlisted))).hasSize(1);
      assertThat(DocRules.decisions(List.of(index, unnumbered))).hasSize(1);
    }

    @Test
    void shouldFindAVersionOutsideTheParent() {
      String parent = "<parent><version>1</version></parent>";
      assertThat(PomRules.versions(pom(parent + "<version>2</version>"))).hasSize(1);
      assertThat(PomRules.versions(pom(parent + "<a.version>2</a.version>"))).hasSize(1);
      assertThat(PomRules.versions(pom(parent + "<version>${a.version}</version>"))).isEmpty();
      TextFile root = new TextFile("pom.xml", "<version>1</version><version>2</version>");
      assertThat(PomRules.versions(root)).hasSize(1);
    }

    @Test
    void shouldFindAModuleWithoutChecks() {
      TextFile pom = pom("<compilerArgs combine.self=\"override\"/>");
      assertThat(PomRules.checksSwitchedOff(pom, Map.of())).hasSize(1);
      assertThat(PomRules.checksSwitchedOff(pom, Map.of("m", "a reason"))).isEmpty();
    }

    private static JavaSource java(String text) {
      return JavaSource.parse(new TextFile("m/src/main/java/A.java", text));
    }

    private static JavaSource info(String text) {
      return JavaSource.parse(new TextFile("m/src/package-info.java", text));
    }

    private static TextFile lines(int lines) {
      return new TextFile("a.java", "\n".repeat(lines));
    }

    private static JavaSource method(int statements) {
      return java("class A {\nvoid a() {\n" + "a();\n".repeat(statements) + "}\n}");
    }

    private static List<String> links(String text) {
      return DocRules.brokenLinks(REPOSITORY.root(), new TextFile("docs/a.md", text));
    }

    private static TextFile pom(String text) {
      return new TextFile("m/pom.xml", text);
    }
  }
}
