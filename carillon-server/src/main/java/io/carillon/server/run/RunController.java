package io.carillon.server.run;

import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.kernel.row.RunState;
import io.carillon.server.engine.Commands;
import io.carillon.server.http.Page;
import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;
import io.carillon.store.Queries;
import io.carillon.store.Queries.RunFilter;
import java.security.Principal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Runs: list, get, cancel. */
@RestController
@RequestMapping("/api/v1/runs")
public class RunController {

  private final Queries queries;
  private final Runs runs;
  private final Commands commands;

  public RunController(Queries queries, Runs runs, Commands commands) {
    this.queries = queries;
    this.runs = runs;
    this.commands = commands;
  }

  /**
   * Lists, newest first.
   *
   * @param state several with commas between; none: all
   */
  @GetMapping
  Page<RunView> list(
      @RequestParam(required = false) @Nullable String namespace,
      @RequestParam(required = false) @Nullable String workflow,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT) int limit) {
    if (workflow != null && namespace == null) {
      throw invalid("Expected namespace beside workflow, but it is missing");
    }
    var filter = new RunFilter(namespace, workflow, states(state));
    Long last = after == null ? null : cursor(after);
    var rows = queries.runs(filter, last, Page.limit(limit) + 1);
    return Page.of(rows, limit, RunView::of, row -> Long.toString(row.run().id()));
  }

  @GetMapping("/{id}")
  RunView get(@PathVariable String id) {
    return RunView.of(runs.named(id));
  }

  @PostMapping("/{id}/cancel")
  @ResponseStatus(HttpStatus.ACCEPTED)
  CancelView cancel(@PathVariable String id, Principal by) {
    return switch (commands.run(new Command.CancelRun(Runs.id(id), by.getName()))) {
      case Answer.CancelAccepted taken ->
          new CancelView(Long.toString(taken.runId()), taken.state());
      case Answer other -> throw new IllegalStateException("Expected it taken, but " + other);
    };
  }

  /**
   * @param state {@code cancelled}, or {@code cancelling} while attempts are still stopping
   */
  record CancelView(String id, RunState state) {}

  private static Set<RunState> states(@Nullable String list) {
    Set<RunState> states = EnumSet.noneOf(RunState.class);
    if (list == null || list.isBlank()) {
      return states;
    }
    for (String name : list.split(",", -1)) {
      states.add(
          Arrays.stream(RunState.values())
              .filter(state -> state.name().equalsIgnoreCase(name.strip()))
              .findFirst()
              .orElseThrow(() -> unknownState(name)));
    }
    return states;
  }

  private static ProblemException unknownState(String found) {
    String known = Arrays.toString(RunState.values()).toLowerCase(Locale.ROOT);
    return invalid("Expected state to be of %s, but found '%s'".formatted(known, found));
  }

  private static long cursor(String after) {
    try {
      return Long.parseLong(after);
    } catch (NumberFormatException e) {
      throw invalid("Expected after to be the next of an earlier page, but found " + after);
    }
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemCode.REQUEST_INVALID, detail);
  }
}
