package io.carillon.kernel.partition;

import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.kernel.definition.Definition;
import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.model.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one partition: deterministic, and nothing but memory. The host that owns the
 * partition feeds it and makes durable what it decides:
 *
 * <pre>{@code
 * partition.recover(…);                        // once, from rows
 * partition.handle(input, now);                // for each input
 * partition.tick(now);                         // fires the timers that are due
 * Batch batch = partition.take();              // what changed, and what to do about it
 * store.commit(batch.changes());               // first durable …
 * partition.committed(batch.number());
 * batch.effects().forEach(outside::release);   // … then acted on
 * }</pre>
 *
 * <p>It holds a part of the partition's rows: every run that has started and not ended, workflows
 * in use, and whatever has changes that are not committed. So what it does not hold can be read
 * from the database: the host {@link #load}s what a command names before it hands in the command.
 */
public final class Partition {

  private final State state;
  private final Step step;
  private final RunFlow runs;
  private final AttemptFlow attempts;

  public Partition(int id, Limits limits) {
    this.state = new State(id, limits);
    this.step = new Step(state);
    this.runs = new RunFlow(step);
    this.attempts = new AttemptFlow(step, runs);
  }

  // ---- from the database ----

  /**
   * Takes up what the last owner left: to be called once, first.
   *
   * @param newestId the highest id given so far; 0: none
   * @param unfinished runs that have started and not ended
   * @param taskRuns theirs
   * @param queued how many runs of which workflow wait in the database
   */
  public void recover(
      long newestId,
      List<Input.LoadedRun> unfinished,
      List<TaskRunRow> taskRuns,
      Map<Long, Long> queued,
      Instant now) {
    step.now = now;
    state.lastId = newestId;
    queued.forEach(state.load::setQueued);
    Map<Long, List<TaskRunRow>> rows = new HashMap<>();
    for (TaskRunRow row : taskRuns) {
      rows.computeIfAbsent(row.runId(), id -> new ArrayList<>()).add(row);
    }
    for (Input.LoadedRun run : unfinished) {
      state.load(run, rows.getOrDefault(run.row().id(), List.of()));
    }
    state.workers.values().forEach(attempts::awaitReturn);
    tick(now);
  }

  /** The id of the workflow of that name; {@code null}: it is not in memory. */
  public @Nullable Long workflowId(String namespace, String name) {
    WorkflowEntry entry = state.workflow(namespace, name);
    return entry == null ? null : entry.row.id();
  }

  public boolean holdsRun(long id) {
    return state.runs.containsKey(id);
  }

  /** Takes a workflow with its newest version into memory. */
  public void load(WorkflowRow row, String source, Definition definition) {
    if (workflowId(row.namespace(), row.name()) == null) {
      state.load(row, source, definition);
    }
  }

  // ---- inputs ----

  /** Decides about one input. */
  public void handle(Input input, Instant now) {
    step.now = now;
    switch (input) {
      case Input.Request request ->
          step.release(new Effect.Reply(request.ticket(), answer(request)));
      case Input.Reported reported -> attempts.reported(reported);
      case Input.WorkerConnected connected -> attempts.connected(connected);
      case Input.WorkerDisconnected disconnected -> attempts.disconnected(disconnected);
      case Input.WorkerLost lost -> attempts.lost(lost.workerId());
      case Input.Granted granted -> attempts.granted(granted);
      case Input.QueuedLoaded loaded -> queuedLoaded(loaded);
    }
  }

  /** Fires the timers that are due. */
  public void tick(Instant now) {
    step.now = now;
    for (Timers.Due due = state.timers.poll(now); due != null; due = state.timers.poll(now)) {
      switch (due) {
        case Timers.Due.OfTask(TaskRun task) -> {
          task.timer = null;
          step.emit(new Event.TaskQueued(task.run.id, task.node.index(), now));
        }
        case Timers.Due.AttemptTimeout(TaskRun task) -> {
          task.timer = null;
          attempts.timedOut(task);
        }
        case Timers.Due.RunTimeout(Run run) -> {
          run.timeout = null;
          runs.timedOut(run);
        }
        case Timers.Due.WorkerLease(Worker worker) -> attempts.lost(worker.id);
        case Timers.Due.WorkerIsolation(Worker worker) -> attempts.isolated(worker);
      }
    }
  }

  /** When {@link #tick} has something to do next; {@code null}: nothing is set. */
  public @Nullable Instant nextTimer() {
    return state.timers.next();
  }

  /** Task runs that wait for a worker, most urgent first. The host answers with grants. */
  public List<Demand> demand() {
    return state.ready.demand();
  }

  /**
   * The workflow whose queued runs should be loaded now, since there is room; {@code null}: none.
   * The host answers with {@link Input.QueuedLoaded}, read once all batches are committed.
   */
  public @Nullable Long wantsQueued() {
    return state.load.nextTurn();
  }

  // ---- outputs ----

  public boolean hasOutput() {
    return !step.isEmpty();
  }

  /** What was decided since the last call. */
  public Batch take() {
    return step.take();
  }

  /** Says that a batch, and all before it, is durable: what is not needed leaves memory. */
  public void committed(long batch) {
    state.committed(batch);
  }

  /** Runs that have not ended, and their task runs, as rows; the same after a restart. */
  public Changes snapshot() {
    return state.snapshot();
  }

  /** Runs in memory. */
  public int size() {
    return state.runs.size();
  }

  // ---- commands ----

  private Answer answer(Input.Request request) {
    return switch (request.command()) {
      case Command.SaveWorkflow save ->
          save(save, Objects.requireNonNull(request.facts().definition()));
      case Command.DeleteWorkflow delete -> delete(delete);
      case Command.Trigger trigger -> trigger(trigger, request.facts().existingRun());
      case Command.CancelRun cancel -> cancel(cancel, request.facts().run());
    };
  }

  private Answer save(Command.SaveWorkflow save, Definition definition) {
    WorkflowEntry entry = state.workflow(save.namespace(), save.name());
    if (entry != null && entry.row.deletedAt() == null && entry.source.equals(save.source())) {
      return new Answer.WorkflowSaved(entry.row, false);
    }
    WorkflowRow row =
        entry == null
            ? new WorkflowRow(
                state.nextId(step.now), save.namespace(), save.name(), 1, step.now, step.now, null)
            : new WorkflowRow(
                entry.row.id(),
                save.namespace(),
                save.name(),
                entry.row.version() + 1,
                entry.row.createdAt(),
                step.now,
                null);
    VersionRow version =
        new VersionRow(row.id(), row.version(), save.source(), step.now, save.by());
    step.emit(new Event.WorkflowSaved(row, version, definition));
    return new Answer.WorkflowSaved(row, true);
  }

  private @Nullable WorkflowEntry living(String namespace, String name) {
    WorkflowEntry entry = state.workflow(namespace, name);
    return entry == null || entry.row.deletedAt() != null ? null : entry;
  }

  private static Answer notFound(String namespace, String name) {
    return new Answer.Rejected(
        Answer.Code.WORKFLOW_NOT_FOUND,
        "Expected an existing workflow, but found none named %s/%s".formatted(namespace, name));
  }

  private Answer delete(Command.DeleteWorkflow delete) {
    WorkflowEntry entry = living(delete.namespace(), delete.name());
    if (entry == null) {
      return notFound(delete.namespace(), delete.name());
    }
    WorkflowRow row = entry.row;
    WorkflowRow deleted =
        new WorkflowRow(
            row.id(),
            row.namespace(),
            row.name(),
            row.version(),
            row.createdAt(),
            step.now,
            step.now);
    step.emit(new Event.WorkflowDeleted(deleted));
    return new Answer.WorkflowDeleted(deleted);
  }

  private Answer trigger(Command.Trigger trigger, @Nullable Long existingRun) {
    WorkflowEntry entry = living(trigger.namespace(), trigger.workflow());
    if (entry == null) {
      return notFound(trigger.namespace(), trigger.workflow());
    }
    if (trigger.idempotencyKey() != null) {
      Long existing = state.runByKey(entry.row.id(), trigger.idempotencyKey());
      if (existing != null || existingRun != null) {
        return new Answer.RunAccepted(
            existing != null ? existing : Objects.requireNonNull(existingRun), true);
      }
    }
    List<String> problems = Values.problems(entry.definition, trigger.params());
    if (!problems.isEmpty()) {
      return new Answer.Rejected(Answer.Code.PARAMS_INVALID, String.join("; ", problems));
    }
    String params = trigger.params().isEmpty() ? null : Json.write(trigger.params());
    if (params != null && params.length() > state.limits.paramsLength()) {
      return new Answer.Rejected(
          Answer.Code.PARAMS_INVALID,
          "Expected parameters of at most %d characters as JSON, but they have %d"
              .formatted(state.limits.paramsLength(), params.length()));
    }
    return new Answer.RunAccepted(create(entry, trigger, params), false);
  }

  private long create(WorkflowEntry entry, Command.Trigger trigger, @Nullable String params) {
    Integer priority = trigger.priority();
    RunRow row =
        new RunRow(
            state.nextId(step.now),
            entry.row.id(),
            entry.row.version(),
            RunState.QUEUED,
            null,
            null,
            priority == null ? entry.definition.workflow().priority() : priority,
            params,
            trigger.idempotencyKey(),
            trigger.scheduledAt() == null ? step.now : trigger.scheduledAt(),
            trigger.by(),
            step.now,
            null,
            null);
    boolean first = state.load.queued(row.workflowId()) == 0;
    step.emit(
        new Event.RunCreated(
            new Input.LoadedRun(row, entry.row.namespace(), entry.row.name(), entry.definition)));
    int tasks = entry.definition.nodes().size();
    if (first && state.load.hasRoom(row.workflowId(), tasks)) {
      runs.start(Objects.requireNonNull(state.runs.get(row.id())));
    }
    return row.id();
  }

  private Answer cancel(Command.CancelRun cancel, @Nullable RunRow stored) {
    Run run = state.runs.get(cancel.runId());
    if (run == null && stored == null) {
      return new Answer.Rejected(
          Answer.Code.RUN_NOT_FOUND,
          "Expected an existing run, but found none with id " + cancel.runId());
    }
    RunState now = run != null ? run.state : Objects.requireNonNull(stored).state();
    if (now == RunState.CANCELLED) {
      // So that whoever did not hear the answer may ask again.
      return new Answer.CancelAccepted(cancel.runId(), now);
    }
    if (now.terminal()) {
      return new Answer.Rejected(
          Answer.Code.RUN_ENDED,
          "Expected a run that has not ended, but run %d is %s"
              .formatted(cancel.runId(), now.name().toLowerCase(Locale.ROOT)));
    }
    if (now == RunState.CANCELLING) {
      return new Answer.CancelAccepted(cancel.runId(), now);
    }
    Run found = Objects.requireNonNull(run, "a run that has not ended is loaded first");
    runs.cancel(found, cancel.by());
    return new Answer.CancelAccepted(found.id, found.state);
  }

  /** Takes a queued run into memory, for a command that names it. */
  public void load(Input.LoadedRun queued) {
    if (!holdsRun(queued.row().id()) && queued.row().state() == RunState.QUEUED) {
      state.mayLeave(state.load(queued, List.of()));
    }
  }

  private void queuedLoaded(Input.QueuedLoaded loaded) {
    long left = loaded.runs().size();
    for (Input.LoadedRun row : loaded.runs()) {
      if (!state.load.hasRoom(loaded.workflowId(), row.definition().nodes().size())) {
        state.load.blocked(loaded.workflowId());
        break;
      }
      load(row);
      Run run = Objects.requireNonNull(state.runs.get(row.row().id()));
      if (run.state == RunState.QUEUED) {
        runs.start(run);
      }
      left--;
    }
    if (loaded.runs().size() < loaded.limit()) {
      state.load.setQueued(loaded.workflowId(), left);
    }
  }
}
