package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a copied folder, with JDKs that only say what they were started with. */
class LauncherTest {

  @TempDir Path folder;
  private Path home;
  private Path jdks;

  private record Result(int exit, String out, String err) {}

  @BeforeEach
  void copyTheDistribution() throws IOException {
    home = Files.createDirectories(folder.resolve("a folder/carillon home"));
    jdks = Files.createDirectories(folder.resolve("my jdks"));
    Files.copy(Path.of("..", "carillon"), home.resolve("carillon"));
    home.resolve("carillon").toFile().setExecutable(true);
    Files.writeString(home.resolve("pom.xml"), "<build.jdk>25</build.jdk>\n");
    for (String module : List.of("carillon-cli", "carillon-server")) {
      Files.createDirectories(home.resolve(module).resolve("target/lib"));
      Files.createDirectories(home.resolve(module).resolve("src/main"));
      Files.createFile(home.resolve(module).resolve("target/" + module + "-1.jar"));
    }
    Files.createDirectories(home.resolve("target"));
    Files.createFile(home.resolve("target/launcher.stamp"));
  }

  @Test
  void shouldPreferJdk25ToANewerAndToAnOlderOne() throws Exception {
    jdk("17", "17.0.15");
    jdk("21", "21.0.2");
    jdk("25", "25.0.1");
    jdk("26", "26");

    assertThat(run(Map.of(), "version").out()).startsWith("JDK 25.0.1 ");
  }

  @Test
  void shouldTakeTheNewestWhenThereIsNo25() throws Exception {
    jdk("21", "21.0.2");
    jdk("8", "1.8.0_402");
    jdk("24", "24.0.1");

    assertThat(run(Map.of(), "version").out()).startsWith("JDK 24.0.1 ");
  }

  @Test
  void shouldLookAtJavaHome() throws Exception {
    Path own = jdk("../elsewhere", "22.0.1");

    assertThat(run(Map.of("JAVA_HOME", own.toString()), "version").out()).startsWith("JDK 22.0.1 ");
  }

  @Test
  void shouldSayWhatItFoundAndWhatItNeedsWhenEveryJdkIsTooOld() throws Exception {
    Path old = jdk("17", "17.0.15");

    Result result = run(Map.of(), "version");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("Carillon needs Java 21 or newer (best: JDK 25), but none was found.\n")
        .contains("17  " + old)
        .contains("set JAVA_HOME");
  }

  @Test
  void shouldSayWhatItNeedsWhenThereIsNoJdk() throws Exception {
    Result result = run(Map.of(), "version");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("none was found").doesNotContain("Found only");
  }

  @Test
  void shouldStartClientsFastWithTheirOwnClassesOnly() throws Exception {
    jdk("25", "25.0.1");

    String out = run(Map.of("CARILLON_JAVA_OPTS", "-Da=1 -Db=2"), "runs", "--limit", "5").out();

    assertThat(out)
        .contains("[-XX:TieredStopAtLevel=1]", "[-Da=1][-Db=2]")
        .contains(
            "[%1$s/carillon-cli/target/carillon-cli-1.jar:%1$s/carillon-cli/target/lib/*]"
                .formatted(home.toRealPath()))
        .endsWith("[io.carillon.cli.Main][runs][--limit][5] home=" + home.toRealPath() + "\n");
  }

  @Test
  void shouldPutTheServerOnTheClassPathOfProcesses() throws Exception {
    jdk("25", "25.0.1");

    String out = run(Map.of(), "up", "--data", "a b").out();

    assertThat(out)
        .contains("/carillon-server/target/carillon-server-1.jar:")
        .contains("/carillon-server/target/lib/*]")
        .contains("[up][--data][a b]")
        .doesNotContain("TieredStopAtLevel");
  }

  @Test
  void shouldFindItselfThroughSymlinksWhenOnThePath() throws Exception {
    jdk("25", "25.0.1");
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(folder.resolve("there"), home.resolve("carillon"));
    Files.createSymbolicLink(bin.resolve("carillon"), Path.of("../there"));

    Result result =
        run(
            List.of("/bin/sh", "-c", "cd / && carillon version"),
            Map.of("PATH", bin + ":/usr/bin:/bin"));

    assertThat(result.out()).endsWith("[version] home=" + home.toRealPath() + "\n");
  }

  @Test
  void shouldBuildOnceWhenASourceIsNewerThanWhatIsBuilt() throws Exception {
    jdk("25", "25.0.1");
    Path bin =
        mvn(
            "echo '[INFO] Building carillon-model 0.1 [1/2]'; echo \"$@\" > called; "
                + "mkdir -p carillon-cli/target/lib carillon-server/target/lib");
    Files.setLastModifiedTime(
        home.resolve("target/launcher.stamp"), java.nio.file.attribute.FileTime.fromMillis(0));
    Map<String, String> path = Map.of("PATH", bin + ":/usr/bin:/bin");

    Result first = run(path, "version");
    Result second = run(path, "version");

    assertThat(first.exit()).isZero();
    assertThat(first.out()).startsWith("JDK 25.0.1 ");
    assertThat(first.err())
        .contains(
            "Building Carillon: its sources have changed.", "1/2  carillon-model", "Built in");
    assertThat(second.err()).isEmpty();
    assertThat(home.resolve("called")).content().contains("package");
    assertThat(home.resolve("target/build.log")).content().contains("Building carillon-model");
  }

  @Test
  void shouldShowTheEndOfTheBuildsLogWhenItFails() throws Exception {
    jdk("25", "25.0.1");
    Path bin = mvn("echo '[INFO] fine'; echo '[ERROR] cannot find symbol'; exit 1");
    Files.delete(home.resolve("target/launcher.stamp"));

    Result result = run(Map.of("PATH", bin + ":/usr/bin:/bin"), "version");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("for its first use", "The build failed", "[ERROR] cannot find symbol")
        .doesNotContain("[INFO] fine");
    assertThat(home.resolve("target/launcher.lock")).doesNotExist();
  }

  @Test
  void shouldSayThatTheBuildNeedsAnotherJdk() throws Exception {
    jdk("21", "21.0.2");
    Path bin = mvn("exit 0");
    Files.delete(home.resolve("target/launcher.stamp"));

    Result result = run(Map.of("PATH", bin + ":/usr/bin:/bin"), "version");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("needs JDK 25, but it was not found");
  }

  private Path jdk(String name, String version) throws IOException {
    Path jdk = jdks.resolve(name).normalize();
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(
        jdk.resolve("bin/java"),
        "printf 'JDK " + version + " '; printf '[%s]' \"$@\"; echo \" home=$CARILLON_HOME\"");
    return jdk;
  }

  private Path mvn(String commands) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("maven"));
    script(bin.resolve("mvn"), commands);
    return bin;
  }

  private static void script(Path file, String commands) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
    file.toFile().setExecutable(true);
  }

  private Result run(Map<String, String> variables, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("carillon").toString()));
    command.addAll(List.of(arguments));
    return run(command, variables);
  }

  private Result run(List<String> command, Map<String, String> variables) throws Exception {
    // Without the java that this machine may have in /usr/bin: the shell's own commands only.
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool :
        List.of(
            "sed",
            "head",
            "tail",
            "dirname",
            "readlink",
            "find",
            "awk",
            "grep",
            "cat",
            "date",
            "mkdir",
            "rm",
            "mv",
            "tee",
            "sleep",
            "kill",
            "stty",
            "env")) {
      for (String place : List.of("/usr/bin/", "/bin/")) {
        if (Files.exists(Path.of(place + tool)) && !Files.exists(tools.resolve(tool))) {
          script(tools.resolve(tool), "exec " + place + tool + " \"$@\"");
        }
      }
    }
    Map<String, String> environment = new TreeMap<>(variables);
    environment.put(
        "PATH", variables.getOrDefault("PATH", "").replace(":/usr/bin:/bin", ":") + ":" + tools);
    environment.put("CARILLON_JAVA_FOLDERS", jdks.toString());
    environment.put("HOME", folder.toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    int exit = process.waitFor();
    return new Result(
        exit,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
