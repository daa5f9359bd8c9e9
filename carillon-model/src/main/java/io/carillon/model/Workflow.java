package io.carillon.model;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A versioned definition: a DAG of tasks with parameters and policies.
 *
 * @param namespace what owns it; {@code null} when the definition leaves that to the caller
 * @param name unique in the namespace
 * @param description for people; may be empty
 * @param labels for people and searches
 * @param params by name, in the order of the definition
 * @param timeout a run that takes longer fails; {@code null}: no limit
 * @param priority of its runs, -100 to 100; higher goes first
 * @param tasks by name, in the order of the definition; the order numbers the tasks
 */
public record Workflow(
    @Nullable String namespace,
    String name,
    String description,
    Map<String, String> labels,
    Map<String, Parameter> params,
    @Nullable Duration timeout,
    int priority,
    Map<String, Task> tasks) {

  public Workflow {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
  }
}
