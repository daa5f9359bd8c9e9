package io.carillon.tasks.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.sdk.TaskFailure;
import io.carillon.tasks.Attempt;
import io.carillon.tasks.FakeTask;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTaskTest {

  @TempDir Path dir;

  @Test
  void shouldStreamBothStreamsToTheLogWhenTheScriptPrints() {
    FakeTask task = shell("echo out; printf '\\033[31mred\\033[0m\\n' >&2").succeeds();

    assertThat(task.logged()).contains("out\n").contains("\033[31mred\033[0m\n");
    assertThat(task.outputs()).isEmpty();
  }

  @Test
  void shouldTellTheScriptWhatItIsAboutWhenItStarts() {
    FakeTask task =
        shell(
                """
                echo "$CARILLON_RUN_ID $CARILLON_NAMESPACE $CARILLON_WORKFLOW $CARILLON_TASK"
                echo "$CARILLON_ATTEMPT $CARILLON_FENCING_TOKEN $CARILLON_SCHEDULED_TIME"
                test "$PWD" = "$CARILLON_WORK_DIR"
                """)
            .succeeds();

    assertThat(task.logged())
        .contains("4711 examples report count\n")
        .contains("2 17 2026-11-20T00:00:00Z\n");
  }

  @Test
  void shouldPassEnvWithoutGivingItToTheShellWhenValuesAreHostile() {
    Map<String, @Nullable Object> env = new HashMap<>();
    env.put("NASTY", "$(touch owned); `id` \"' ü\n");
    env.put("PORT", 8080L);
    env.put("LIST", List.of(1L, "b"));
    env.put("HOME", null);

    FakeTask task =
        shell("printf '%s|' \"$NASTY\" \"$PORT\" \"$LIST\" \"${HOME-unset}\"", env).succeeds();

    assertThat(task.logged()).isEqualTo("$(touch owned); `id` \"' ü\n|8080|[1,\"b\"]|unset|");
    assertThat(dir.resolve("owned")).doesNotExist();
  }

  @Test
  void shouldDropWhatIsCarillonsWhenTheWorkersEnvironmentHasIt() throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("CARILLON_TOKEN", "secret");
    environment.put("PATH", "/bin");
    Script script =
        new Script(
            "script.sh",
            "true",
            List.of("sh"),
            List.of(),
            Map.of(),
            null,
            null,
            Script.exitCodes(null),
            Script.grace(null));

    ScriptEnvironment.fill(environment, new FakeTask(dir), script, dir.resolve("out"), "k.1");

    assertThat(environment)
        .doesNotContainKey("CARILLON_TOKEN")
        .containsEntry("PATH", "/bin")
        .containsEntry("CARILLON_PROCESS", "k.1");
  }

  @Test
  void shouldGiveStdinAndWorkingDirWhenConfigured() throws Exception {
    Path folder = Files.createDirectory(dir.resolve("folder"));

    FakeTask task =
        run(new ShellTask.Config("cat; pwd", null, null, "folder", "über\n", null, null))
            .succeeds();

    assertThat(task.logged()).isEqualTo("über\n" + folder.toRealPath() + "\n");
  }

  @Test
  void shouldNotWaitForInputWhenThereIsNone() {
    FakeTask task = shell("cat; echo done").succeeds();

    assertThat(task.logged()).isEqualTo("done\n");
  }

  @Test
  void shouldReadTypedOutputsWhenTheScriptWroteThem() {
    FakeTask task =
        shell(
                """
                echo 'name=Zürich = "here"' >> "$CARILLON_OUTPUT"
                echo 'count:=42' >> "$CARILLON_OUTPUT"
                echo 'list:=[1, {"a": 2.5}]' >> "$CARILLON_OUTPUT"
                printf 'text<<END\\nfirst\\n second=2\\nEND\\n' >> "$CARILLON_OUTPUT"
                printf 'last=no newline' >> "$CARILLON_OUTPUT"
                """)
            .succeeds();

    assertThat(task.outputs())
        .containsExactly(
            Map.entry("name", "Zürich = \"here\""),
            Map.entry("count", 42L),
            Map.entry("list", List.of(1L, Map.of("a", 2.5))),
            Map.entry("text", "first\n second=2"),
            Map.entry("last", "no newline"));
  }

  @Test
  void shouldReadOneObjectWhenTheOutputFileIsJson() {
    FakeTask task =
        shell("echo '{\"a\": 1, \"b\": null, \"c\": [true]}' > \"$CARILLON_OUTPUT\"").succeeds();

    assertThat(task.outputs())
        .containsEntry("a", 1L)
        .containsEntry("b", null)
        .containsEntry("c", List.of(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no separator",
        "1a=x",
        "a b=x",
        "n:={oops",
        "t<<END\\nnever",
        "t<<\\nx\\n\\n",
        "ok=1\\n=x"
      })
  void shouldNameTheLineWhenTheOutputFileIsWrong(String content) {
    TaskFailure failure =
        shell("printf '%b' '" + content + "' > \"$CARILLON_OUTPUT\"").fails("output_invalid");

    assertThat(failure).hasMessageContaining("Expected").hasMessageContaining("line ");
  }

  @Test
  void shouldFailWhenTheOutputFileIsTooLargeOrNotText() {
    shell("head -c 1048577 /dev/zero > \"$CARILLON_OUTPUT\"").fails("output_invalid");
    shell("printf 'a=\\377\\n' > \"$CARILLON_OUTPUT\"").fails("output_invalid");
    shell("echo '{\"a\": ' > \"$CARILLON_OUTPUT\"").fails("output_invalid");
  }

  @Test
  void shouldSucceedWithoutOutputsWhenTheScriptRemovedTheFile() {
    assertThat(shell("rm \"$CARILLON_OUTPUT\"").succeeds().outputs()).isEmpty();
  }

  @Test
  void shouldTellExitCodeAndEndOfStderrWhenTheScriptFails() {
    TaskFailure failure =
        shell("for i in $(seq 100); do echo \"line $i\" >&2; done; echo out; exit 3")
            .fails("exit_code");

    assertThat(failure.getMessage())
        .contains("Expected exit code 0, but the script ended with 3")
        .contains("line 81\n")
        .endsWith("line 100")
        .doesNotContain("line 80\n")
        .doesNotContain("out");
    assertThat(failure.retryable()).isTrue();
  }

  @Test
  void shouldStopAtTheFirstErrorWhenAPipelineFails() {
    TaskFailure failure = shell("false | cat\necho not reached").fails("exit_code");

    assertThat(failure).hasMessageContaining("ended with 1");
  }

  @Test
  void shouldNameTheSignalWhenTheScriptWasKilled() {
    assertThat(shell("kill -KILL $$").fails("signal"))
        .hasMessageContaining("SIGKILL (137)")
        .hasMessageContaining("memory");
    assertThat(shell("sh -c 'kill -SEGV $$'").fails("signal")).hasMessageContaining("SIGSEGV");
  }

  @Test
  void shouldSucceedWhenTheExitCodeIsAmongThoseConfigured() {
    run(new ShellTask.Config("exit 3", null, null, null, null, List.of(0, 3), null)).succeeds();
    assertThat(
            run(new ShellTask.Config("exit 4", null, null, null, null, List.of(0, 3), null))
                .fails("exit_code"))
        .hasMessageContaining("one of the exit codes [0, 3]");
  }

  @Test
  void shouldRunAnotherInterpreterWhenConfigured() {
    FakeTask task =
        run(new ShellTask.Config("false; basename $0", "sh", null, null, null, null, null))
            .succeeds();

    assertThat(task.logged()).isEqualTo("script.sh\n");
  }

  @Test
  void shouldFailForGoodWhenTheInterpreterIsMissing() {
    TaskFailure failure =
        run(new ShellTask.Config("x", "no-such-shell -x", null, null, null, null, null))
            .fails("interpreter_missing");

    assertThat(failure).hasMessageContaining("Expected the interpreter no-such-shell");
    assertThat(failure.retryable()).isFalse();
  }

  @Test
  void shouldFailWhenTheWorkingDirIsMissing() {
    assertThat(
            run(new ShellTask.Config("x", null, null, "nowhere", null, null, null))
                .fails("working_dir"))
        .hasMessageContaining("nowhere");
  }

  @Test
  void shouldFailWhenTheEnvironmentIsTooLargeForTheSystem() {
    shell("true", Map.of("BIG", "x".repeat(200_000))).fails("start_failed");
  }

  @Test
  void shouldKeepEveryByteWhenOutputIsBinaryAndLarge() throws Exception {
    byte[] all = new byte[256];
    IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);
    Files.write(dir.resolve("bytes"), all);

    assertThat(shell("cat bytes").succeeds().loggedBytes()).isEqualTo(all);
    assertThat(shell("head -c 10000000 /dev/zero").succeeds().loggedBytes())
        .isEqualTo(new byte[10_000_000]);
  }

  @Test
  void shouldNotMixWhenAttemptsRunInParallel() throws Exception {
    List<Attempt> attempts =
        IntStream.range(0, 8)
            .mapToObj(
                i -> {
                  Path own = dir.resolve("attempt-" + i);
                  own.toFile().mkdir();
                  return Attempt.of(
                      new ShellTask(),
                      new ShellTask.Config(
                          "for i in $(seq 50); do echo $ME; echo $ME >&2; done;"
                              + " echo me=$ME >> $CARILLON_OUTPUT",
                          null,
                          Map.of("ME", "number" + i),
                          null,
                          null,
                          null,
                          null),
                      own);
                })
            .toList();

    for (int i = 0; i < attempts.size(); i++) {
      FakeTask task = attempts.get(i).succeeds();
      assertThat(task.outputs()).containsEntry("me", "number" + i);
      assertThat(task.logged().lines()).hasSize(100).containsOnly("number" + i);
    }
  }

  @Test
  void shouldRefuseConfigsWithAReasonWhenTheyAreWrong() {
    assertRefused("script", () -> new ShellTask.Config(" ", null, null, null, null, null, null));
    assertRefused("interpreter", () -> new ShellTask.Config("x", "", null, null, null, null, null));
    assertRefused(
        "env", () -> new ShellTask.Config("x", null, Map.of("A B", 1), null, null, null, null));
    assertRefused(
        "CARILLON_",
        () -> new ShellTask.Config("x", null, Map.of("CARILLON_X", 1), null, null, null, null));
    assertRefused(
        "success_exit_codes",
        () -> new ShellTask.Config("x", null, null, null, null, Arrays.asList(0, 256), null));
  }

  @Test
  void shouldKeepTheLastBytesWhenTheTailOverflows() {
    Tail tail = new Tail();
    byte[] line = ("x".repeat(999) + "\n").getBytes(StandardCharsets.UTF_8);

    for (int i = 0; i < 10; i++) {
      tail.add(line, line.length);
    }
    byte[] huge = ("y".repeat(9000) + "\nend\n").getBytes(StandardCharsets.UTF_8);
    assertThat(tail.lines()).hasSize(4095);
    tail.add(huge, huge.length);

    assertThat(tail.lines()).endsWith("y\nend").hasSize(4095).doesNotContain("x");
  }

  private static void assertRefused(String field, Runnable config) {
    assertThatThrownBy(config::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected ")
        .hasMessageContaining(", but ")
        .hasMessageContaining(field);
  }

  private Attempt shell(String script) {
    return run(new ShellTask.Config(script, null, null, null, null, null, null));
  }

  @SuppressWarnings("NullAway") // the class file has no annotations within a type argument
  private Attempt shell(String script, Map<String, @Nullable Object> env) {
    return run(new ShellTask.Config(script, null, env, null, null, null, null));
  }

  private Attempt run(ShellTask.Config config) {
    return Attempt.of(new ShellTask(), config, dir);
  }
}
