package io.carillon.server.workflow;

import io.carillon.kernel.Command;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.server.engine.Commands;
import io.carillon.server.http.Page;
import io.carillon.store.Queries;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Workflows: check, put, get, delete, list. */
@RestController
@RequestMapping("/api/v1")
public class WorkflowController {

  private static final String YAML = MediaType.APPLICATION_YAML_VALUE;
  private static final String JSON = MediaType.APPLICATION_JSON_VALUE;
  private static final String TEXT = MediaType.TEXT_PLAIN_VALUE;
  private static final String X_YAML = "application/x-yaml";
  private static final String TEXT_YAML = "text/yaml";

  private static final String ONE = "/namespaces/{namespace}/workflows/{name}";

  private final Queries queries;
  private final Workflows workflows;
  private final Definitions definitions;
  private final DefinitionGate gate;
  private final WorkflowSaver saver;
  private final Commands commands;

  public WorkflowController(
      Queries queries,
      Workflows workflows,
      Definitions definitions,
      DefinitionGate gate,
      WorkflowSaver saver,
      Commands commands) {
    this.queries = queries;
    this.workflows = workflows;
    this.definitions = definitions;
    this.gate = gate;
    this.saver = saver;
    this.commands = commands;
  }

  @PostMapping(
      path = "/workflows/validate",
      consumes = {YAML, JSON, TEXT, X_YAML, TEXT_YAML})
  ValidView validate(@RequestBody Source source) {
    return ValidView.of(gate.check(source.text()));
  }

  @PutMapping(
      path = ONE,
      consumes = {YAML, JSON, TEXT, X_YAML, TEXT_YAML})
  SavedView put(
      @PathVariable String namespace,
      @PathVariable String name,
      @RequestBody Source source,
      Principal by) {
    return saver.save(namespace, name, source.text(), by.getName());
  }

  @GetMapping(ONE)
  WorkflowView get(@PathVariable String namespace, @PathVariable String name) {
    WorkflowRow row = workflows.get(namespace, name);
    return WorkflowView.of(row, definitions.get(row.id(), row.version()));
  }

  @DeleteMapping(ONE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String namespace, @PathVariable String name, Principal by) {
    commands.run(new Command.DeleteWorkflow(namespace, name, by.getName()));
  }

  /**
   * Lists by namespace and name.
   *
   * @param search a part of the name
   */
  @GetMapping("/workflows")
  Page<WorkflowItem> list(
      @RequestParam(required = false) @Nullable String namespace,
      @RequestParam(required = false) @Nullable String search,
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT) int limit) {
    var rows = queries.workflows(namespace, search, after, Page.limit(limit) + 1);
    return Page.of(rows, limit, WorkflowItem::of, row -> row.namespace() + "/" + row.name());
  }
}
