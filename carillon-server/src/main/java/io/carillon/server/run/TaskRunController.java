package io.carillon.server.run;

import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.server.http.Items;
import io.carillon.server.worker.WorkerDirectory;
import io.carillon.store.Queries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The tasks of a run, and the attempts of a task. */
@RestController
@RequestMapping("/api/v1/runs/{id}/tasks")
public class TaskRunController {

  private final Queries queries;
  private final Runs runs;
  private final WorkerDirectory workers;

  public TaskRunController(Queries queries, Runs runs, WorkerDirectory workers) {
    this.queries = queries;
    this.runs = runs;
    this.workers = workers;
  }

  /** Every task of the version, in its order, pending ones included. */
  @GetMapping
  Items<TaskRunView> list(@PathVariable String id) {
    FoundRun run = runs.get(id);
    Map<Integer, TaskRunRow> rows = new HashMap<>();
    Set<Long> ids = new HashSet<>();
    for (TaskRunRow row : queries.taskRuns(run.id())) {
      rows.put(row.task(), row);
      if (row.workerId() != null) {
        ids.add(row.workerId());
      }
    }
    Map<Long, String> names = workers.names(ids);
    List<TaskRunView> views = new ArrayList<>();
    for (int i = 0; i < run.definition().tasks().size(); i++) {
      TaskRunRow row = rows.get(i);
      views.add(
          row == null
              ? TaskRunView.withoutRow(run.task(i), run.ended())
              : TaskRunView.of(run.task(i), row, names.get(row.workerId())));
    }
    return new Items<>(views);
  }

  @GetMapping("/{task}")
  TaskRunView get(@PathVariable String id, @PathVariable String task) {
    FoundRun run = runs.get(id);
    int index = runs.task(run, task);
    TaskRunRow row = FoundRun.row(queries.taskRuns(run.id()), index);
    return row == null
        ? TaskRunView.withoutRow(run.task(index), run.ended())
        : TaskRunView.of(run.task(index), row, workers.name(row.workerId()));
  }

  /** Lists, newest first. */
  @GetMapping("/{task}/attempts")
  Items<AttemptView> attempts(@PathVariable String id, @PathVariable String task) {
    FoundRun run = runs.get(id);
    int index = runs.task(run, task);
    TaskRunRow row = FoundRun.row(queries.taskRuns(run.id()), index);
    List<AttemptRow> past = queries.attempts(run.id(), index);
    int newestPast = past.isEmpty() ? 0 : past.getLast().attempt();
    List<AttemptView> views = new ArrayList<>();
    if (row != null && row.attempt() > newestPast && row.workerId() != null) {
      views.add(AttemptView.newest(row, row.workerId(), workers.name(row.workerId())));
    }
    for (AttemptRow each : past.reversed()) {
      views.add(AttemptView.past(each, workers.name(each.workerId())));
    }
    return new Items<>(views);
  }
}
