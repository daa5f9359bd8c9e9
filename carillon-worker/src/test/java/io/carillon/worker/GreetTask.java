package io.carillon.worker;

import io.carillon.sdk.TaskContext;
import io.carillon.sdk.TaskType;

/** The example in the javadoc of {@link TaskType}. */
public final class GreetTask implements TaskType<GreetTask.Config> {
  public record Config(String whom) {}

  @Override
  public String name() {
    return "greet";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public void run(TaskContext task, Config config) {
    task.log("Hello, " + config.whom());
    task.output("greeted", config.whom());
  }
}
