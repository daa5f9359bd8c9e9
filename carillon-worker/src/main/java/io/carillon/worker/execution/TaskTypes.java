package io.carillon.worker.execution;

import io.carillon.protocol.TaskType;
import io.carillon.sdk.TaskContext;
import io.carillon.sdk.TaskFailure;
import io.carillon.worker.config.ConfigReader;
import io.carillon.worker.config.ConfigSchema;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The task types that a worker can run, by name. */
public final class TaskTypes {

  private record Entry<C extends Record>(io.carillon.sdk.TaskType<C> type, ConfigReader<C> reader) {

    static <C extends Record> Entry<C> of(io.carillon.sdk.TaskType<C> type) {
      return new Entry<>(type, new ConfigReader<>(type.configType()));
    }

    void run(TaskContext context, byte[] config) throws Exception {
      type.run(context, reader.read(config));
    }
  }

  private final Map<String, Entry<?>> entries = new TreeMap<>();

  /**
   * @throws IllegalArgumentException if two have the same name, or a config record cannot be one
   */
  public TaskTypes(Collection<? extends io.carillon.sdk.TaskType<?>> types) {
    for (io.carillon.sdk.TaskType<?> type : types) {
      Entry<?> before = entries.put(type.name(), Entry.of(type));
      if (before != null) {
        throw new IllegalArgumentException(
            "Expected task types with different names, but %s and %s are both named %s"
                .formatted(
                    before.type().getClass().getName(), type.getClass().getName(), type.name()));
      }
    }
  }

  /** As a worker registers them. */
  public List<TaskType> registration() {
    return entries.values().stream().map(TaskTypes::registration).toList();
  }

  private static TaskType registration(Entry<?> entry) {
    String version = entry.type().getClass().getPackage().getImplementationVersion();
    return TaskType.newBuilder()
        .setName(entry.type().name())
        .setVersion(version == null ? "" : version)
        .setConfigSchema(ConfigSchema.of(entry.type().configType()))
        .build();
  }

  /** Reads the config and runs the task. */
  void run(String type, TaskContext context, byte[] config) throws Exception {
    Entry<?> entry = entries.get(type);
    if (entry == null) {
      throw new TaskFailure(
          "task_type_unknown",
          "Expected a task type of this worker (%s), but task %s has type %s"
              .formatted(String.join(", ", entries.keySet()), context.task(), type),
          false);
    }
    entry.run(context, config);
  }
}
