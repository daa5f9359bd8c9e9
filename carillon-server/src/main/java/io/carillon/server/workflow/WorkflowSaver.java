package io.carillon.server.workflow;

import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.model.WorkflowReader.Reading;
import io.carillon.server.engine.Commands;

/** Checks a definition and saves it. */
public final class WorkflowSaver {

  private final DefinitionGate gate;
  private final Commands commands;

  public WorkflowSaver(DefinitionGate gate, Commands commands) {
    this.gate = gate;
    this.commands = commands;
  }

  /** Saves a definition under the names given, which those in it must equal. */
  SavedView save(String namespace, String name, String source, String by) {
    return save(gate.check(source, namespace, name), namespace, source, by);
  }

  /**
   * Saves a definition under the names in it.
   *
   * @param fallback the namespace, if the definition names none
   */
  public SavedView saveAs(String fallback, String source, String by) {
    Reading.Valid valid = gate.check(source);
    String namespace = valid.workflow().namespace();
    return save(valid, namespace == null ? fallback : namespace, source, by);
  }

  private SavedView save(Reading.Valid valid, String namespace, String source, String by) {
    var command = new Command.SaveWorkflow(namespace, valid.workflow().name(), source, by);
    return switch (commands.run(command)) {
      case Answer.WorkflowSaved saved -> SavedView.of(saved, valid.warnings());
      case Answer other -> throw new IllegalStateException("Expected it saved, but " + other);
    };
  }
}
