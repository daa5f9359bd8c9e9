package io.carillon.tasks.job;

import io.carillon.sdk.Job;
import io.carillon.sdk.TaskContext;
import io.carillon.sdk.TaskFailure;
import io.carillon.sdk.TaskType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link Job} of the worker's class path.
 *
 * <pre>{@code
 * settle:
 *   type: java
 *   config:
 *     job: com.example.Settlement
 *     input: {day: "{{ params.day }}"}
 * }</pre>
 */
public final class JavaTask implements TaskType<JavaTask.Config> {

  /**
   * @param job the class, which needs a constructor without parameters; those that the service file
   *     {@code META-INF/services/io.carillon.sdk.Job} names are suggested when a name is wrong
   * @param input what {@link io.carillon.sdk.JobContext#input} gives
   */
  public record Config(String job, @Nullable Map<String, @Nullable Object> input) {
    public Config {
      if (job == null || job.isBlank()) {
        throw new IllegalArgumentException("Expected job to name a class, but it is empty");
      }
      if (input != null) {
        input = Collections.unmodifiableMap(new LinkedHashMap<>(input));
      }
    }
  }

  @Override
  public String name() {
    return "java";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public void run(TaskContext task, Config config) throws Exception {
    Job job;
    try {
      job = Jobs.create(config.job());
    } catch (IllegalArgumentException e) {
      throw new TaskFailure("job_invalid", String.valueOf(e.getMessage()), false);
    }
    job.run(new JobOfTask(task, config.input() == null ? Map.of() : config.input()));
  }
}
