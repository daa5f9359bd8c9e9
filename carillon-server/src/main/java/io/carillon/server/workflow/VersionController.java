package io.carillon.server.workflow;

import io.carillon.server.http.Page;
import io.carillon.store.Queries;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Versions of a workflow, also of one that was deleted. */
@RestController
@RequestMapping("/api/v1/namespaces/{namespace}/workflows/{name}/versions")
public class VersionController {

  private final Queries queries;
  private final Workflows workflows;
  private final Definitions definitions;

  public VersionController(Queries queries, Workflows workflows, Definitions definitions) {
    this.queries = queries;
    this.workflows = workflows;
    this.definitions = definitions;
  }

  /** Lists, newest first. */
  @GetMapping
  Page<VersionView> list(
      @PathVariable String namespace,
      @PathVariable String name,
      @RequestParam(required = false) @Nullable Integer after,
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT) int limit) {
    long id = workflows.getEvenDeleted(namespace, name).id();
    var rows = queries.versions(id, after, Page.limit(limit) + 1);
    return Page.of(rows, limit, VersionView::item, row -> Integer.toString(row.version()));
  }

  @GetMapping("/{version}")
  VersionView get(
      @PathVariable String namespace, @PathVariable String name, @PathVariable int version) {
    long id = workflows.getEvenDeleted(namespace, name).id();
    return VersionView.whole(definitions.get(id, version).version());
  }
}
