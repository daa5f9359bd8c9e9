package io.carillon.tasks.script;

import io.carillon.sdk.TaskContext;
import io.carillon.sdk.TaskFailure;
import io.carillon.tasks.json.Json;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * The environment of a script: the worker's own without what is Carillon's (its settings and
 * tokens, but for the folder it was started from), what the attempt is about, and what the task
 * adds. The run's parameters are not in it unasked: they may be large or secret, and {@code env}
 * passes those that a script needs.
 */
final class ScriptEnvironment {

  private ScriptEnvironment() {}

  static void fill(
      Map<String, String> environment, TaskContext task, Script script, Path output, String mark)
      throws TaskFailure {
    environment
        .keySet()
        .removeIf(name -> name.startsWith("CARILLON_") && !name.equals("CARILLON_HOME"));
    for (var entry : script.env().entrySet()) {
      Object value = entry.getValue();
      if (value == null) {
        environment.remove(entry.getKey());
      } else {
        environment.put(entry.getKey(), encodable(entry.getKey(), Json.text(value)));
      }
    }
    environment.put("CARILLON_RUN_ID", task.runId());
    environment.put("CARILLON_NAMESPACE", task.namespace());
    environment.put("CARILLON_WORKFLOW", task.workflow());
    environment.put("CARILLON_TASK", task.task());
    environment.put("CARILLON_ATTEMPT", Integer.toString(task.attempt()));
    environment.put("CARILLON_FENCING_TOKEN", Long.toString(task.fencingToken()));
    environment.put("CARILLON_SCHEDULED_TIME", task.scheduledTime().toString());
    environment.put("CARILLON_WORK_DIR", task.workDir().toAbsolutePath().toString());
    environment.put("CARILLON_OUTPUT", output.toString());
    environment.put(Guard.MARK, mark);
  }

  /** The JDK passes strings in the locale's encoding and puts a ? for what that does not have. */
  private static String encodable(String name, String value) throws TaskFailure {
    Charset charset =
        Charset.forName(System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));
    if (!charset.newEncoder().canEncode(value)) {
      throw new TaskFailure(
          "start_failed",
          ("Expected env.%s to fit the worker's encoding %s, but it has other characters;"
                  + " start the worker with LANG=C.UTF-8")
              .formatted(name, charset),
          false);
    }
    return value;
  }
}
