package io.carillon.kernel.partition;

import io.carillon.kernel.Answer;
import io.carillon.kernel.AttemptId;
import io.carillon.kernel.Command;
import io.carillon.kernel.definition.Definition;
import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.model.Task;
import io.carillon.model.Workflow;
import io.carillon.model.WorkflowReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One partition, the rows that it has committed, and the workers that it knows. */
final class World {

  static final long WORKER = 7;
  static final Limits LIMITS = Limits.of(1_000, Duration.ofSeconds(2));

  Instant now = Instant.parse("2026-11-20T12:00:00Z");
  Partition partition;
  private final Limits limits;

  final Map<Long, WorkflowRow> workflows = new TreeMap<>();
  final Map<String, VersionRow> versions = new HashMap<>();
  private final Map<String, Definition> definitions = new HashMap<>();
  final Map<Long, RunRow> runs = new TreeMap<>();
  final Map<String, TaskRunRow> taskRuns = new TreeMap<>();
  final List<AttemptRow> attempts = new ArrayList<>();
  final List<Event> events = new ArrayList<>();
  final List<Answer> answers = new ArrayList<>();

  /** What workers hold: an attempt and the worker that it was sent to. */
  final Map<AttemptId, Effect.Dispatch> held = new LinkedHashMap<>();

  final List<Effect.Cancel> cancels = new ArrayList<>();
  final List<Long> acknowledged = new ArrayList<>();
  private final Map<Long, Long> sessions = new TreeMap<>();
  private final Promises promises;
  private long session;
  private long sequence;

  World() {
    this(LIMITS);
  }

  World(Limits limits) {
    this.limits = limits;
    this.promises = new Promises(limits);
    this.partition = new Partition(1, limits);
  }

  // ---- steps ----

  void handle(Input input) {
    partition.handle(input, now);
    commit();
  }

  void pass(Duration time) {
    now = now.plus(time);
    partition.tick(now);
    commit();
  }

  private void commit() {
    Batch batch = partition.take();
    store(batch.changes());
    events.addAll(batch.events());
    partition.committed(batch.number());
    batch.effects().forEach(this::release);
  }

  private void store(Changes changes) {
    changes.workflows().forEach(row -> workflows.put(row.id(), row));
    changes.versions().forEach(row -> versions.put(row.workflowId() + "/" + row.version(), row));
    changes.runs().forEach(row -> runs.put(row.id(), row));
    changes
        .taskRuns()
        .forEach(row -> taskRuns.put("%d/%05d".formatted(row.runId(), row.task()), row));
    attempts.addAll(changes.attempts());
  }

  private void release(Effect effect) {
    switch (effect) {
      case Effect.Reply reply -> answers.add(reply.answer());
      case Effect.Acknowledge acknowledge -> acknowledged.add(acknowledge.sequence());
      case Effect.Dispatch dispatch -> {
        if (Objects.equals(sessions.get(dispatch.workerId()), dispatch.session())) {
          promises.sent(dispatch, node(dispatch.attempt()), now);
          held.put(dispatch.attempt(), dispatch);
        }
      }
      case Effect.Cancel cancel -> cancels.add(cancel);
      case Effect.ReturnCredits credits -> {}
    }
  }

  private Task node(AttemptId id) {
    RunRow row = run(id.runId());
    return definition(row.workflowId(), row.version()).node(id.task()).task();
  }

  /** Another server takes over: all that it has are the rows. Workers that live come to it. */
  void restart() {
    Set<Long> before = new TreeSet<>(sessions.keySet());
    takeOver();
    before.forEach(this::connect);
  }

  /** Another server takes over, and no worker has come to it yet. */
  void takeOver() {
    partition = new Partition(1, limits);
    long newest =
        Math.max(
            workflows.keySet().stream().mapToLong(id -> id).max().orElse(0),
            runs.keySet().stream().mapToLong(id -> id).max().orElse(0));
    List<Input.LoadedRun> unfinished =
        runs.values().stream()
            .filter(row -> !row.state().terminal() && row.state() != RunState.QUEUED)
            .map(this::loaded)
            .toList();
    List<TaskRunRow> tasks =
        taskRuns.values().stream()
            .filter(row -> unfinished.stream().anyMatch(run -> run.row().id() == row.runId()))
            .toList();
    Map<Long, Long> queued = new HashMap<>();
    queuedRuns().forEach(row -> queued.merge(row.workflowId(), 1L, Long::sum));
    partition.recover(newest, unfinished, tasks, queued, now);
    commit();
    sessions.clear();
    session = 0;
  }

  private Input.LoadedRun loaded(RunRow row) {
    WorkflowRow workflow = Objects.requireNonNull(workflows.get(row.workflowId()));
    return new Input.LoadedRun(
        row, workflow.namespace(), workflow.name(), definition(workflow.id(), row.version()));
  }

  private List<RunRow> queuedRuns() {
    return runs.values().stream()
        .filter(row -> row.state() == RunState.QUEUED)
        .sorted(Comparator.comparingInt(RunRow::priority).reversed().thenComparingLong(RunRow::id))
        .toList();
  }

  /** Lets the partition have the queued runs that it wants, as a host does. */
  void refill() {
    for (Long id = partition.wantsQueued(); id != null; id = partition.wantsQueued()) {
      long workflowId = id;
      List<Input.LoadedRun> rows =
          queuedRuns().stream()
              .filter(row -> row.workflowId() == workflowId)
              .limit(10)
              .map(this::loaded)
              .toList();
      handle(new Input.QueuedLoaded(workflowId, rows, 10));
    }
  }

  // ---- commands ----

  Definition definition(long workflowId, int version) {
    return definitions.computeIfAbsent(
        workflowId + "/" + version,
        key -> compile(Objects.requireNonNull(versions.get(key)).source()));
  }

  static Definition compile(String source) {
    WorkflowReader.Reading reading = new WorkflowReader().read(source);
    if (!(reading instanceof WorkflowReader.Reading.Valid(Workflow workflow, var warnings))) {
      throw new AssertionError(reading);
    }
    Definition definition =
        Definition.compile(
            workflow,
            (path, found) -> {
              throw new AssertionError(path + ": " + found);
            });
    return Objects.requireNonNull(definition);
  }

  /** Saves a workflow made of these tasks. */
  Answer save(String name, String tasks) {
    return saveSource(name, "name: %s\ntasks:\n%s".formatted(name, tasks.indent(2)));
  }

  Answer saveSource(String name, String source) {
    return ask(
        new Command.SaveWorkflow("test", name, source, "tester"),
        new Input.Facts(compile(source), null, null));
  }

  long trigger(String workflow) {
    return trigger(workflow, Map.of());
  }

  long trigger(String workflow, Map<String, @Nullable Object> params) {
    Answer answer = ask(triggerOf(workflow, params));
    if (answer instanceof Answer.RunAccepted accepted) {
      return accepted.runId();
    }
    throw new AssertionError(answer);
  }

  static Command.Trigger triggerOf(String workflow, Map<String, @Nullable Object> params) {
    return new Command.Trigger("test", workflow, params, null, null, null, "tester");
  }

  Answer cancel(long runId) {
    RunRow row = runs.get(runId);
    if (row != null && !partition.holdsRun(runId)) {
      partition.load(loaded(row));
    }
    return ask(new Command.CancelRun(runId, "tester"), new Input.Facts(null, null, row));
  }

  Answer ask(Command command) {
    return ask(command, Input.Facts.NONE);
  }

  Answer ask(Command command, Input.Facts facts) {
    loadWorkflow(command);
    handle(new Input.Request(1, command, facts));
    return answers.getLast();
  }

  private void loadWorkflow(Command command) {
    String name =
        switch (command) {
          case Command.SaveWorkflow save -> save.name();
          case Command.DeleteWorkflow delete -> delete.name();
          case Command.Trigger trigger -> trigger.workflow();
          case Command.CancelRun cancel -> "";
        };
    for (WorkflowRow row : workflows.values()) {
      if (row.name().equals(name) && partition.workflowId("test", name) == null) {
        String source =
            Objects.requireNonNull(versions.get(row.id() + "/" + row.version())).source();
        partition.load(row, source, definition(row.id(), row.version()));
      }
    }
  }

  // ---- workers ----

  void connect(long workerId) {
    promises.heard(workerId);
    sessions.put(workerId, ++session);
    Set<AttemptId> holding = new HashSet<>();
    held.forEach(
        (id, dispatch) -> {
          if (dispatch.workerId() == workerId) {
            holding.add(id);
          }
        });
    handle(new Input.WorkerConnected(workerId, session, holding));
  }

  void disconnect(long workerId) {
    Long ended = sessions.remove(workerId);
    if (ended != null) {
      promises.silent(workerId, now);
      handle(new Input.WorkerDisconnected(workerId, ended));
    }
  }

  /**
   * Nothing gets through between a worker and the server, which has not noticed.
   *
   * @return what the server takes for its session
   */
  long cut(long workerId) {
    promises.silent(workerId, now);
    return Objects.requireNonNull(sessions.remove(workerId));
  }

  /** The worker died a lease ago with all that it held, and the server learns of it now. */
  void kill(long workerId) {
    heldBy(workerId).forEach(promises::mayHaveBegun);
    held.values().removeIf(dispatch -> dispatch.workerId() == workerId);
    lose(workerId);
  }

  /** The server has not heard a worker for a lease; the worker lives, and goes on. */
  void lose(long workerId) {
    sessions.remove(workerId);
    promises.silent(workerId, now.minus(limits.workerLease()));
    handle(new Input.WorkerLost(workerId));
  }

  /** Lets a worker take as many attempts as wait. */
  void work(long workerId) {
    work(workerId, Integer.MAX_VALUE);
  }

  void work(long workerId, int credits) {
    if (!sessions.containsKey(workerId)) {
      connect(workerId);
    }
    int left = credits;
    for (Demand demand : partition.demand()) {
      int taken = Math.min(left, demand.count());
      if (taken > 0) {
        left -= taken;
        long current = Objects.requireNonNull(sessions.get(workerId));
        handle(new Input.Granted(demand.requirement(), workerId, current, taken));
      }
    }
  }

  List<AttemptId> heldBy(long workerId) {
    return held.values().stream()
        .filter(dispatch -> dispatch.workerId() == workerId)
        .map(Effect.Dispatch::attempt)
        .toList();
  }

  /** Reports on an attempt that a worker holds; a final report ends the holding. */
  void report(AttemptId attempt, Input.Report report) {
    Effect.Dispatch dispatch = Objects.requireNonNull(held.get(attempt), attempt::toString);
    if (Promises.isFinal(report)) {
      held.remove(attempt);
    }
    promises.reported(attempt, report);
    handle(new Input.Reported(dispatch.workerId(), ++sequence, attempt, report));
  }

  AttemptId attempt(long run, String task) {
    return held.values().stream()
        .filter(d -> d.attempt().runId() == run && d.task().equals(task))
        .map(Effect.Dispatch::attempt)
        .findFirst()
        .orElseThrow(() -> new AssertionError("Expected an attempt of " + task + " in " + held));
  }

  void succeed(long run, String task) {
    succeed(run, task, null);
  }

  void succeed(long run, String task, @Nullable String outputs) {
    report(attempt(run, task), new Input.Report.Succeeded(now, outputs));
    work(WORKER);
  }

  void fail(long run, String task) {
    report(attempt(run, task), new Input.Report.Failed(now, "exit_code", "It failed", true));
    work(WORKER);
  }

  // ---- looking ----

  RunRow run(long id) {
    return Objects.requireNonNull(runs.get(id));
  }

  RunState state(long run) {
    return run(run).state();
  }

  @Nullable TaskRunRow task(long run, String name) {
    Integer index = definition(run(run).workflowId(), run(run).version()).index(name);
    return taskRuns.get("%d/%05d".formatted(run, Objects.requireNonNull(index)));
  }

  TaskRunState state(long run, String task) {
    TaskRunRow row = task(run, task);
    return row == null ? TaskRunState.PENDING : row.state();
  }

  @Nullable String reason(long run, String task) {
    return Objects.requireNonNull(task(run, task)).reason();
  }
}
