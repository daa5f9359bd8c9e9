package io.carillon.server.worker;

import io.carillon.model.WorkflowReader.ConfigSchemas;
import io.carillon.sdk.TaskType;
import io.carillon.server.engine.EnginePort;
import io.carillon.worker.config.ConfigSchema;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The task types that are known: those built in, and those of connected workers, which go first.
 */
public final class TaskTypeCatalog implements ConfigSchemas {

  private final EnginePort engine;
  private volatile @Nullable Map<String, String> builtIn;

  public TaskTypeCatalog(EnginePort engine) {
    this.engine = engine;
  }

  /** Schemas by type. */
  Map<String, String> all() {
    Map<String, String> all = new TreeMap<>(builtIn());
    all.putAll(engine.taskTypes());
    return all;
  }

  @Override
  public @Nullable String schema(String type) {
    String ofWorker = engine.taskTypes().get(type);
    return ofWorker == null ? builtIn().get(type) : ofWorker;
  }

  @Override
  public Set<String> types() {
    return all().keySet();
  }

  /** Made when first asked for, not at the start. */
  private Map<String, String> builtIn() {
    Map<String, String> known = builtIn;
    if (known == null) {
      known = new TreeMap<>();
      for (TaskType<?> type : ServiceLoader.load(TaskType.class)) {
        known.put(type.name(), ConfigSchema.of(type.configType()));
      }
      builtIn = known;
    }
    return known;
  }
}
