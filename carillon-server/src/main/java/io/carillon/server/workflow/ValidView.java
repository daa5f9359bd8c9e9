package io.carillon.server.workflow;

import io.carillon.model.WorkflowReader.Reading;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A definition that is sound.
 *
 * @param namespace {@code null}: the definition names none
 * @param tasks how many
 */
record ValidView(
    boolean valid,
    @Nullable String namespace,
    String name,
    int tasks,
    List<Map<String, @Nullable Object>> warnings) {

  static ValidView of(Reading.Valid reading) {
    var workflow = reading.workflow();
    return new ValidView(
        true,
        workflow.namespace(),
        workflow.name(),
        workflow.tasks().size(),
        reading.warnings().stream().map(DefinitionGate::json).toList());
  }
}
