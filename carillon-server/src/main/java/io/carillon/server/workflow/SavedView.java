package io.carillon.server.workflow;

import io.carillon.kernel.Answer;
import io.carillon.model.WorkflowReader.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a definition that was put.
 *
 * @param changed false: the newest version was the same already
 * @param warnings as the errors of {@code definition_invalid}
 */
public record SavedView(
    String id,
    String namespace,
    String name,
    int version,
    boolean changed,
    List<Map<String, @Nullable Object>> warnings) {

  static SavedView of(Answer.WorkflowSaved saved, List<Problem> warnings) {
    var workflow = saved.workflow();
    return new SavedView(
        Long.toString(workflow.id()),
        workflow.namespace(),
        workflow.name(),
        workflow.version(),
        saved.changed(),
        warnings.stream().map(DefinitionGate::json).toList());
  }
}
