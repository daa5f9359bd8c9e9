package io.carillon.tasks.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sdk.TaskFailure;
import io.carillon.tasks.Attempt;
import io.carillon.tasks.FakeTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonTaskTest {

  @TempDir Path dir;

  @Test
  void shouldGiveArgumentsAndTakeOutputsWhenTheScriptRuns() {
    FakeTask task =
        python(
                """
                import json, os, sys
                print(sys.argv[1:])
                with open(os.environ["CARILLON_OUTPUT"], "w") as out:
                    json.dump({"total": int(sys.argv[2]) + json.loads(sys.argv[3])[0]}, out)
                """,
                List.of("$(id) 'x'", 40L, List.of(2L)),
                null)
            .succeeds();

    assertThat(task.logged()).isEqualTo("[\"$(id) 'x'\", '40', '[2]']\n");
    assertThat(task.outputs()).containsEntry("total", 42L);
  }

  @Test
  void shouldImportModulesWhenTheyLieInTheWorkingDir() throws Exception {
    Files.writeString(dir.resolve("greeting.py"), "TEXT = 'hello'\n");

    FakeTask task =
        python("import greeting; print(greeting.TEXT)", null, Map.of("PYTHONPATH", "/nowhere"))
            .succeeds();

    assertThat(task.logged()).isEqualTo("hello\n");
  }

  @Test
  void shouldEndWithTheTracebackWhenTheScriptRaises() {
    TaskFailure failure = python("raise ValueError('no day')", null, null).fails("exit_code");

    assertThat(failure)
        .hasMessageContaining("ended with 1")
        .hasMessageContaining("ValueError: no day");
  }

  @Test
  void shouldLogAtOnceAndStopWhenCancelledInTheMiddle() {
    Attempt attempt = python("import time\nprint('ready')\ntime.sleep(1000)", null, null);
    attempt.awaitLog("ready");

    attempt.cancel();

    assertThat(attempt.end()).isInstanceOf(InterruptedException.class);
  }

  @SuppressWarnings("NullAway") // the class file has no annotations within a type argument
  private Attempt python(
      String script, @Nullable List<Object> args, @Nullable Map<String, @Nullable Object> env) {
    return Attempt.of(
        new PythonTask(),
        new PythonTask.Config(script, null, args, env, null, null, null, Duration.ofSeconds(5)),
        dir);
  }
}
