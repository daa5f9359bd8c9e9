package io.carillon.server.workflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.model.Parameter;
import io.carillon.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A workflow with its newest version. */
record WorkflowView(
    String id,
    String namespace,
    String name,
    int version,
    String description,
    Map<String, String> labels,
    Map<String, ParameterView> params,
    @Nullable Duration timeout,
    int priority,
    List<Task> tasks,
    String source,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * @param defaultValue {@code null}: none, so that a value is required
   */
  record ParameterView(
      Parameter.Type type,
      boolean required,
      @JsonProperty("default") @Nullable Object defaultValue,
      String description) {

    static ParameterView of(Parameter parameter) {
      return new ParameterView(
          parameter.type(),
          parameter.required(),
          parameter.defaultValue(),
          parameter.description());
    }
  }

  static WorkflowView of(WorkflowRow row, Definition definition) {
    var workflow = definition.workflow();
    Map<String, ParameterView> params = new LinkedHashMap<>();
    workflow.params().forEach((name, parameter) -> params.put(name, ParameterView.of(parameter)));
    return new WorkflowView(
        Long.toString(row.id()),
        row.namespace(),
        row.name(),
        row.version(),
        workflow.description(),
        workflow.labels(),
        params,
        workflow.timeout(),
        workflow.priority(),
        definition.tasks(),
        definition.version().source(),
        row.createdAt(),
        row.updatedAt());
  }
}
