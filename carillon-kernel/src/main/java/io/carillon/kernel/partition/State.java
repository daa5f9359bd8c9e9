package io.carillon.kernel.partition;

import io.carillon.kernel.Ids;
import io.carillon.kernel.definition.Definition;
import io.carillon.kernel.definition.Node;
import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a partition has in memory, and which of it has changed since the last batch. {@link #apply}
 * is the only way in which an event changes it; {@link #enter} and {@link #leave} keep the queue,
 * the timers and the counters in step with the states, for events and for recovery alike.
 */
final class State {

  final int partition;
  final Limits limits;
  long lastId;

  private final Map<Long, WorkflowEntry> workflows = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Long> workflowIds = new HashMap<>();
  private long sources;
  final Map<Long, Run> runs = new HashMap<>();
  private final Map<String, Long> runsByKey = new HashMap<>();
  final Map<Long, Worker> workers = new TreeMap<>();
  final ReadyQueue ready = new ReadyQueue();
  final Timers timers = new Timers();
  final Load load;

  private long batch = 1;
  private final Set<WorkflowEntry> changedWorkflows = new LinkedHashSet<>();
  private final List<VersionRow> newVersions = new ArrayList<>();
  private final Set<Run> changedRuns = new LinkedHashSet<>();
  private final Set<TaskRun> changedTasks = new LinkedHashSet<>();
  private final List<AttemptRow> newAttempts = new ArrayList<>();

  State(int partition, Limits limits) {
    this.partition = partition;
    this.limits = limits;
    this.load = new Load(limits);
  }

  // ---- reading ----

  @Nullable WorkflowEntry workflow(String namespace, String name) {
    Long id = workflowIds.get(namespace + "/" + name);
    return id == null ? null : workflows.get(id);
  }

  @Nullable Long runByKey(long workflowId, String idempotencyKey) {
    return runsByKey.get(workflowId + "/" + idempotencyKey);
  }

  Worker worker(long id) {
    return workers.computeIfAbsent(id, Worker::new);
  }

  long nextId(Instant now) {
    return Ids.next(lastId, partition, now);
  }

  // ---- loading what is durable already ----

  void load(WorkflowRow row, String source, Definition definition) {
    WorkflowEntry before = workflows.put(row.id(), new WorkflowEntry(row, source, definition));
    sources += source.length() - (before == null ? 0 : before.source.length());
    workflowIds.put(row.namespace() + "/" + row.name(), row.id());
  }

  /** Takes a run into memory as the database has it. */
  Run load(Input.LoadedRun loaded, List<TaskRunRow> taskRuns) {
    Run run = new Run(loaded);
    remember(run);
    if (run.state == RunState.QUEUED) {
      return run;
    }
    openTasks(run);
    for (TaskRunRow row : taskRuns) {
      Node node = run.definition.node(row.task());
      TaskRun task = new TaskRun(run, node, row);
      run.tasks[row.task()] = task;
      enter(task);
    }
    return run;
  }

  private void remember(Run run) {
    runs.put(run.id, run);
    String key = run.created.idempotencyKey();
    if (key != null) {
      runsByKey.put(run.workflowId + "/" + key, run.id);
    }
  }

  private void openTasks(Run run) {
    List<Node> nodes = run.definition.nodes();
    run.tasks = new TaskRun[nodes.size()];
    run.blockers = new int[nodes.size()];
    run.open = nodes.size();
    for (int i = 0; i < run.blockers.length; i++) {
      run.blockers[i] = nodes.get(i).dependencies().size();
    }
    load.started(run);
    Duration timeout = run.definition.workflow().timeout();
    if (timeout != null && run.startedAt != null) {
      run.timeout = timers.set(run.startedAt.plus(timeout), new Timers.Due.RunTimeout(run));
    }
  }

  // ---- applying events ----

  void apply(Event event) {
    switch (event) {
      case Event.WorkflowSaved e -> {
        lastId = Math.max(lastId, e.workflow().id());
        load(e.workflow(), e.version().source(), e.definition());
        newVersions.add(e.version());
        changed(Objects.requireNonNull(workflows.get(e.workflow().id())));
      }
      case Event.WorkflowDeleted e -> {
        WorkflowEntry entry = Objects.requireNonNull(workflows.get(e.workflow().id()));
        entry.row = e.workflow();
        changed(entry);
      }
      case Event.RunCreated e -> {
        lastId = Math.max(lastId, e.row().id());
        Run run = new Run(e.run());
        remember(run);
        load.queued(run.workflowId, 1);
        changed(run);
      }
      case Event.RunStarted e -> {
        Run run = moved(e.run(), e, RunState.RUNNING);
        run.startedAt = e.at();
        load.queued(run.workflowId, -1);
        openTasks(run);
      }
      case Event.RunFailing e -> {
        Run run = moved(e.run(), e, RunState.RUNNING);
        run.reason = e.reason();
        run.message = e.message();
      }
      case Event.RunCancelling e -> {
        Run run = moved(e.run(), e, RunState.CANCELLING);
        run.reason = e.reason();
        run.message = e.message();
      }
      case Event.RunEnded e -> ended(e);
      case Event.OfTask e -> applyToTask(e);
    }
  }

  private void ended(Event.RunEnded event) {
    RunState before = run(event.run()).state;
    Run run = moved(event.run(), event, event.state());
    if (event.reason() != null) {
      run.reason = event.reason();
      run.message = event.message();
    }
    run.endedAt = event.at();
    timers.stop(run.timeout);
    run.timeout = null;
    if (before == RunState.QUEUED) {
      load.queued(run.workflowId, -1);
    } else {
      load.ended(run);
    }
  }

  private Run moved(long runId, Event event, RunState to) {
    Run run = run(runId);
    Transitions.check(run.state, event, to);
    run.state = to;
    changed(run);
    return run;
  }

  private Run run(long id) {
    return Objects.requireNonNull(runs.get(id), () -> "run " + id + " is not in memory");
  }

  private void applyToTask(Event.OfTask event) {
    Run run = run(event.run());
    TaskRun task = run.tasks[event.task()];
    if (task == null) {
      Instant at = event instanceof Event.TaskDelayed delayed ? delayed.at() : at(event);
      task = new TaskRun(run, run.definition.node(event.task()), at);
      run.tasks[event.task()] = task;
    }
    TaskRunState next = Transitions.next(task.state, event);
    leave(task);
    switch (event) {
      case Event.TaskDelayed e -> task.dueAt = e.dueAt();
      case Event.TaskQueued e -> task.dueAt = null;
      case Event.TaskSkipped e -> end(task, e.at(), e.reason(), e.message());
      case Event.TaskUnrunnable e -> end(task, e.at(), e.reason(), e.message());
      case Event.TaskDispatched e -> {
        task.attempt++;
        task.workerId = e.workerId();
        task.dispatchedAt = e.at();
        task.startedAt = null;
        task.reason = null;
        task.message = null;
      }
      case Event.TaskStarted e -> task.startedAt = e.at();
      case Event.TaskSucceeded e -> {
        started(task, e.startedAt());
        task.outputs = e.outputs();
        end(task, e.at(), null, null);
      }
      case Event.TaskFailed e -> {
        started(task, e.startedAt());
        task.failures++;
        end(task, e.at(), e.reason(), e.message());
      }
      case Event.TaskRetrying e -> {
        started(task, e.startedAt());
        task.failures++;
        task.reason = e.reason();
        task.message = e.message();
        task.dueAt = e.dueAt();
        newAttempts.add(past(task, "failed", e.at()));
      }
      case Event.TaskReturned e -> {
        started(task, e.startedAt());
        newAttempts.add(past(task, e.outcome(), e.at()));
      }
      case Event.TaskCancelled e -> {
        started(task, e.startedAt());
        end(task, e.at(), e.reason(), null);
      }
    }
    task.state = next;
    enter(task);
    run.changedIn = batch;
    changedTasks.add(task);
  }

  private static Instant at(Event.OfTask event) {
    return switch (event) {
      case Event.TaskQueued e -> e.at();
      case Event.TaskSkipped e -> e.at();
      case Event.TaskUnrunnable e -> e.at();
      default -> throw new IllegalStateException("Expected no " + event + " of a pending task");
    };
  }

  private static void started(TaskRun task, @Nullable Instant startedAt) {
    if (task.startedAt == null) {
      task.startedAt = startedAt;
    }
  }

  private static void end(
      TaskRun task, Instant at, @Nullable String reason, @Nullable String message) {
    task.endedAt = at;
    task.dueAt = null;
    task.reason = reason;
    task.message = message;
  }

  private static AttemptRow past(TaskRun task, String outcome, Instant at) {
    return new AttemptRow(
        task.run.id,
        task.node.index(),
        task.attempt,
        Objects.requireNonNull(task.workerId),
        outcome,
        task.reason,
        task.message,
        Objects.requireNonNull(task.dispatchedAt),
        task.startedAt,
        at);
  }

  /** Takes a task run out of what its state keeps it in. */
  private void leave(TaskRun task) {
    timers.stop(task.timer);
    task.timer = null;
    if (task.state == TaskRunState.QUEUED) {
      ready.removed(task);
    } else if (task.state.onWorker()) {
      task.run.onWorker--;
      Worker worker = worker(Objects.requireNonNull(task.workerId));
      worker.holds.remove(task);
      if (worker.holds.isEmpty() && worker.session == Worker.NO_SESSION) {
        forget(worker);
      }
    }
  }

  /** Puts a task run into what its state keeps it in. */
  private void enter(TaskRun task) {
    switch (task.state) {
      case PENDING -> throw new IllegalStateException("Expected a task run that is not pending");
      case WAITING, RETRYING ->
          task.timer = timers.set(Objects.requireNonNull(task.dueAt), new Timers.Due.OfTask(task));
      case QUEUED -> {
        task.stop = null;
        ready.add(task);
      }
      case DISPATCHED, RUNNING -> hold(task);
      case SUCCEEDED, FAILED, CANCELLED, SKIPPED -> {
        task.run.open--;
        for (int successor : task.node.successors()) {
          task.run.blockers[successor]--;
        }
      }
    }
  }

  private void hold(TaskRun task) {
    task.run.onWorker++;
    Worker worker = worker(Objects.requireNonNull(task.workerId));
    worker.holds.add(task);
    Duration timeout = task.node.task().timeout();
    if (timeout != null && task.stop == null) {
      task.timer =
          timers.set(
              Objects.requireNonNull(task.dispatchedAt).plus(timeout),
              new Timers.Due.AttemptTimeout(task));
    }
  }

  void forget(Worker worker) {
    timers.stop(worker.timer);
    worker.timer = null;
    workers.remove(worker.id);
  }

  // ---- batches ----

  private void changed(WorkflowEntry workflow) {
    workflow.changedIn = batch;
    changedWorkflows.add(workflow);
  }

  private void changed(Run run) {
    run.changedIn = batch;
    changedRuns.add(run);
  }

  /** The rows that changed since the last call. */
  Changes takeChanges() {
    Changes changes =
        new Changes(
            map(changedWorkflows, entry -> entry.row),
            newVersions,
            map(changedRuns, Run::row),
            map(changedTasks, TaskRun::row),
            newAttempts);
    changedRuns.forEach(this::mayLeave);
    changedWorkflows.clear();
    newVersions.clear();
    changedRuns.clear();
    changedTasks.clear();
    newAttempts.clear();
    return changes;
  }

  private static <T, R> List<R> map(Collection<T> items, Function<T, R> row) {
    if (items.isEmpty()) {
      return List.of();
    }
    List<R> rows = new ArrayList<>(items.size());
    items.forEach(item -> rows.add(row.apply(item)));
    return rows;
  }

  /** Runs that may leave memory once the batch that changed them last is committed. */
  private final Set<Run> leaving = new LinkedHashSet<>();

  void mayLeave(Run run) {
    if (run.state.terminal() || run.state == RunState.QUEUED) {
      leaving.add(run);
    }
  }

  long nextBatch() {
    return batch++;
  }

  /** Drops from memory what is durable and not needed. */
  void committed(long number) {
    leaving.removeIf(
        run -> {
          if (run.changedIn > number) {
            return false;
          }
          if (run.state.terminal() || run.state == RunState.QUEUED) {
            runs.remove(run.id);
            if (run.created.idempotencyKey() != null) {
              runsByKey.remove(run.workflowId + "/" + run.created.idempotencyKey());
            }
          }
          return true;
        });
    var oldest = workflows.values().iterator();
    while (oldest.hasNext()
        && (workflows.size() > limits.workflows() || sources > limits.sources())) {
      WorkflowEntry entry = oldest.next();
      if (entry.changedIn <= number) {
        oldest.remove();
        sources -= entry.source.length();
        workflowIds.remove(entry.row.namespace() + "/" + entry.row.name());
      }
    }
  }

  /** Everything durable that is in memory, as rows: equal before and after a restart. */
  Changes snapshot() {
    List<RunRow> runRows = new ArrayList<>();
    List<TaskRunRow> taskRows = new ArrayList<>();
    runs.values().stream()
        .filter(run -> !run.state.terminal() && run.state != RunState.QUEUED)
        .sorted((a, b) -> Long.compare(a.id, b.id))
        .forEach(
            run -> {
              runRows.add(run.row());
              for (TaskRun task : run.tasks) {
                if (task != null) {
                  taskRows.add(task.row());
                }
              }
            });
    return new Changes(List.of(), List.of(), runRows, taskRows, List.of());
  }
}
