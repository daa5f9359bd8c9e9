package io.carillon.tasks.script;

import io.carillon.sdk.TaskContext;
import io.carillon.sdk.TaskType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a shell script.
 *
 * <pre>{@code
 * count:
 *   type: shell
 *   config:
 *     script: echo "lines:=$(wc -l < "$FILE")" >> "$CARILLON_OUTPUT"
 *     env: {FILE: "{{ params.file }}"}
 * }</pre>
 */
public final class ShellTask implements TaskType<ShellTask.Config> {

  /**
   * @param script the text of the script
   * @param interpreter a program and its options, split at spaces; by default {@code bash -e -o
   *     pipefail}, where there is no bash {@code sh -e}
   * @param env further environment variables; what is not a string becomes JSON, null unsets
   * @param workingDir where the script starts; by default the attempt's own directory, to which a
   *     relative path is relative, too
   * @param stdin what the script reads; by default nothing
   * @param successExitCodes by default 0 alone
   * @param stopGrace how long processes may take to end after SIGTERM, before SIGKILL; 5 s
   */
  public record Config(
      String script,
      @Nullable String interpreter,
      @Nullable Map<String, @Nullable Object> env,
      @Nullable String workingDir,
      @Nullable String stdin,
      @Nullable List<Integer> successExitCodes,
      @Nullable Duration stopGrace) {

    public Config {
      Script.checkText(script);
      Script.checkInterpreter(interpreter);
      env = Script.checkEnv(env);
      successExitCodes = Script.checkExitCodes(successExitCodes);
      Script.checkGrace(stopGrace);
    }
  }

  @Override
  public String name() {
    return "shell";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public void run(TaskContext task, Config config) throws Exception {
    new ScriptRun(
            task,
            new Script(
                "script.sh",
                config.script(),
                interpreter(config),
                List.of(),
                Script.orEmpty(config.env()),
                config.workingDir(),
                config.stdin(),
                Script.exitCodes(config.successExitCodes()),
                Script.grace(config.stopGrace())))
        .run();
  }

  private static List<String> interpreter(Config config) {
    if (config.interpreter() != null) {
      return Script.words(config.interpreter());
    }
    return Executables.find("bash", System.getenv("PATH")) != null
        ? List.of("bash", "-e", "-o", "pipefail")
        : List.of("sh", "-e");
  }
}
