package io.carillon.tasks.script;

import io.carillon.sdk.TaskContext;
import io.carillon.sdk.TaskType;
import io.carillon.tasks.json.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a Python script, in all else like {@link ShellTask}.
 *
 * <pre>{@code
 * total:
 *   type: python
 *   config:
 *     script: |
 *       import json, os, sys
 *       with open(os.environ["CARILLON_OUTPUT"], "w") as out:
 *         json.dump({"total": sum(map(int, sys.argv[1:]))}, out)
 *     args: [1, 2, "{{ params.third }}"]
 * }</pre>
 */
public final class PythonTask implements TaskType<PythonTask.Config> {

  /**
   * @param script the text of the script; it can import modules from its working directory
   * @param interpreter a program and its options, split at spaces; by default {@code python3}
   * @param args the script's arguments; what is not a string becomes JSON
   * @param env as in {@link ShellTask.Config}
   * @param workingDir as in {@link ShellTask.Config}
   * @param stdin as in {@link ShellTask.Config}
   * @param successExitCodes as in {@link ShellTask.Config}
   * @param stopGrace as in {@link ShellTask.Config}
   */
  public record Config(
      String script,
      @Nullable String interpreter,
      @Nullable List<Object> args,
      @Nullable Map<String, @Nullable Object> env,
      @Nullable String workingDir,
      @Nullable String stdin,
      @Nullable List<Integer> successExitCodes,
      @Nullable Duration stopGrace) {

    public Config {
      Script.checkText(script);
      Script.checkInterpreter(interpreter);
      args = Script.checkArgs(args);
      env = Script.checkEnv(env);
      successExitCodes = Script.checkExitCodes(successExitCodes);
      Script.checkGrace(stopGrace);
    }
  }

  @Override
  public String name() {
    return "python";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public void run(TaskContext task, Config config) throws Exception {
    Map<String, @Nullable Object> env = new LinkedHashMap<>();
    // What a script prints shall be in the log when it prints it, not when a buffer is full.
    env.put("PYTHONUNBUFFERED", "1");
    env.putAll(Script.orEmpty(config.env()));
    env.merge("PYTHONPATH", modulePath(task, config), (own, dir) -> dir + ":" + own);
    List<Object> args = Objects.requireNonNullElse(config.args(), List.of());
    new ScriptRun(
            task,
            new Script(
                "script.py",
                config.script(),
                Script.words(Objects.requireNonNullElse(config.interpreter(), "python3")),
                args.stream().map(Json::text).toList(),
                env,
                config.workingDir(),
                config.stdin(),
                Script.exitCodes(config.successExitCodes()),
                Script.grace(config.stopGrace())))
        .run();
  }

  /** Python looks for modules beside the script, which lies in a folder of its own. */
  private static String modulePath(TaskContext task, Config config) {
    String dir = Script.directory(task, config.workingDir()).toString();
    String inherited = System.getenv("PYTHONPATH");
    boolean replaced = Script.orEmpty(config.env()).containsKey("PYTHONPATH");
    return inherited == null || replaced ? dir : dir + ":" + inherited;
  }
}
