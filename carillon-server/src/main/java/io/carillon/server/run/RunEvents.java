package io.carillon.server.run;

import io.carillon.engine.partition.RunChange;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.server.stream.EventStream;
import io.carillon.server.worker.WorkerDirectory;
import io.carillon.store.Queries.NamedRun;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Tells one client of one run: each state once, and never an older one after a newer. */
final class RunEvents {

  private final EventStream stream;
  private final JsonMapper json;
  private final FoundRun run;
  private final WorkerDirectory workers;
  private final Look look;
  private final Map<Integer, Long> told = new HashMap<>();
  private long runTold;
  private boolean ended;

  /** Reads what the database has. */
  interface Look {
    void run(RunEvents events) throws IOException;
  }

  /**
   * @param look called when there were changes that only the database tells
   */
  RunEvents(EventStream stream, JsonMapper json, FoundRun run, WorkerDirectory workers, Look look) {
    this.look = look;
    this.stream = stream;
    this.json = json;
    this.run = run;
    this.workers = workers;
  }

  /** The present state, read after changes were subscribed to. */
  void snapshot(List<TaskRunRow> rows) throws IOException {
    tellRun(run.named());
    Map<Integer, TaskRunRow> byTask = new HashMap<>();
    rows.forEach(row -> byTask.put(row.task(), row));
    for (int i = 0; i < run.definition().tasks().size(); i++) {
      TaskRunRow row = byTask.get(i);
      if (row == null) {
        tellWithoutRow(i);
      } else {
        tellTask(row);
      }
    }
    stream.flush();
  }

  private void tellWithoutRow(int task) throws IOException {
    if (ended) {
      told.put(task, Long.MAX_VALUE);
    }
    var view = TaskRunView.withoutRow(run.task(task), ended);
    stream.send("task", null, json.writeValueAsString(view));
  }

  void changes(List<RunChange> changes) throws IOException {
    for (RunChange change : changes) {
      switch (change) {
        case RunChange.OfRun changed ->
            tellRun(new NamedRun(changed.run(), run.named().namespace(), run.named().workflow()));
        case RunChange.OfTask changed -> tellTask(changed.taskRun());
        case RunChange.Unseen unseen -> look.run(this);
      }
    }
    stream.flush();
  }

  /** The present state, read since there were changes. The run was read before its tasks. */
  void look(RunRow row, List<TaskRunRow> rows) throws IOException {
    for (TaskRunRow task : rows) {
      tellTask(task);
    }
    tellRun(new NamedRun(row, run.named().namespace(), run.named().workflow()));
  }

  /** The last state of every task, once the run has ended: whatever was not told yet. */
  void rest(List<TaskRunRow> rows) throws IOException {
    for (TaskRunRow row : rows) {
      tellTask(row);
    }
    for (int i = 0; i < run.definition().tasks().size(); i++) {
      if (!told.containsKey(i)) {
        tellWithoutRow(i);
      }
    }
  }

  String runId() {
    return Long.toString(run.id());
  }

  boolean ended() {
    return ended;
  }

  private void tellRun(NamedRun named) throws IOException {
    long progress = Progress.of(named.run());
    if (progress > runTold) {
      runTold = progress;
      ended = named.run().state().terminal();
      stream.send("run", null, json.writeValueAsString(RunView.of(named)));
    }
  }

  private void tellTask(TaskRunRow row) throws IOException {
    long progress = Progress.of(row);
    if (progress > told.getOrDefault(row.task(), 0L)) {
      told.put(row.task(), progress);
      var view = TaskRunView.of(run.task(row.task()), row, workers.name(row.workerId()));
      stream.send("task", null, json.writeValueAsString(view));
    }
  }
}
