package io.carillon.simulation.check;

import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Report;
import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.WorkerMessage;
import io.carillon.simulation.clockwork.Machine;
import io.carillon.simulation.cluster.Execution;
import io.carillon.simulation.cluster.SimServer;
import io.carillon.simulation.cluster.SimWorker;
import io.carillon.simulation.cluster.Witness;
import io.carillon.simulation.cluster.World;
import io.carillon.simulation.workload.Workflows;
import io.carillon.store.PartitionStore;
import io.carillon.store.PartitionStore.Batch;
import io.carillon.store.PartitionStore.Hold;
import io.carillon.store.PartitionStore.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps book of what was done, apart from whoever did it, and checks each deed: who wrote under
 * which epoch, what left a server before it was durable, what ran where and when.
 */
public final class Ledger implements Witness {

  /** Who claimed a partition, and when. */
  record Claim(Machine by, long at) {}

  /** The epoch in which an attempt was given to a worker, or ended, and when that was durable. */
  record Given(int partition, long epoch, long at) {}

  private record Epoch(int partition, long number) {}

  private record Loading(int partition, Machine by) {}

  private record Said(long workerId, long sequence) {}

  /** One task run. */
  record TaskKey(long runId, int task) {}

  private final World world;
  private final RowChecks rows;
  private final Map<Epoch, Claim> claims = new HashMap<>();
  private final Map<Integer, Batch> lastBatch = new HashMap<>();
  private final Map<AttemptId, Given> given = new HashMap<>();
  private final Map<AttemptId, Given> ended = new HashMap<>();
  private final Map<Epoch, Machine> releases = new HashMap<>();
  private final Map<Loading, Long> loaded = new HashMap<>();
  private final Map<Said, Report> reports = new HashMap<>();
  private final Map<TaskKey, List<Execution>> executions = new LinkedHashMap<>();
  private final Set<Long> deleted = new HashSet<>();

  public Ledger(World world, Workflows workflows) {
    this.world = world;
    this.rows = new RowChecks(world, workflows);
  }

  Map<TaskKey, List<Execution>> executions() {
    return executions;
  }

  List<Execution> executions(long runId, int task) {
    return executions.getOrDefault(new TaskKey(runId, task), List.of());
  }

  @Nullable Claim claim(int partition, long epoch) {
    return claims.get(new Epoch(partition, epoch));
  }

  @Nullable Given given(AttemptId attempt) {
    return given.get(attempt);
  }

  /** What ended an attempt that another may follow. */
  @Nullable Given ended(AttemptId attempt) {
    return ended.get(attempt);
  }

  // ---- the database ----

  @Override
  public void claimed(PartitionStore.Ownership won, Machine by) {
    world.history().note("%s: claim %d, epoch %d", by.name(), won.partition(), won.epoch());
    world.history().count("partitions claimed");
    Claim before =
        claims.put(new Epoch(won.partition(), won.epoch()), new Claim(by, world.scheduler().now()));
    world
        .history()
        .check(before == null, "%s was claimed twice, by %s, %s", won, before, by.name());
  }

  @Override
  public void loaded(int partition, Machine by) {
    loaded.put(new Loading(partition, by), world.scheduler().now());
  }

  @Override
  public void handedOver(int partition, long epoch, Machine by) {
    releases.put(new Epoch(partition, epoch), by);
  }

  /** When the server had last read what was left of the partition. */
  long loadedAt(int partition, Machine by) {
    return loaded.getOrDefault(new Loading(partition, by), 0L);
  }

  /** After a commit; {@code before}: the holds as they were. */
  @Override
  public void committed(
      Machine by, List<Batch> batches, List<Outcome> outcomes, List<Hold> before) {
    for (int i = 0; i < batches.size(); i++) {
      Batch batch = batches.get(i);
      Batch last = lastBatch.get(batch.partition());
      long number = last == null ? 0 : last.number();
      long epoch = before.get(batch.partition()).epoch();
      Claim claim = claim(batch.partition(), batch.epoch());
      boolean owns = batch.epoch() == epoch && claim != null && claim.by() == by;
      boolean next = batch.number() == number + 1;
      boolean handedOver = releases.get(new Epoch(batch.partition(), batch.epoch())) == by;
      boolean repeated = last != null && last.equals(batch);
      world
          .history()
          .note(
              "%s: commit %d of partition %d in epoch %d: %s",
              by.name(), batch.number(), batch.partition(), batch.epoch(), outcomes.get(i));
      if (outcomes.get(i) == Outcome.COMMITTED) {
        world
            .history()
            .check(
                owns && !handedOver && (next || repeated),
                "%s changed partition %d in epoch %d by commit %d, but the epoch is %d and the"
                    + " last commit %d",
                by.name(),
                batch.partition(),
                batch.epoch(),
                batch.number(),
                epoch,
                number);
      } else {
        world.history().count("commits fenced");
        world.history().check(!owns || !(next || repeated), "A commit of the owner was fenced");
      }
      if (outcomes.get(i) == Outcome.COMMITTED && next) {
        lastBatch.put(batch.partition(), batch);
        record(batch);
      }
    }
  }

  private void record(Batch batch) {
    for (TaskRunRow row : batch.changes().taskRuns()) {
      if (row.state().onWorker() || row.state().terminal()) {
        given.putIfAbsent(
            attemptId(row.runId(), row.task(), row.attempt()),
            new Given(batch.partition(), batch.epoch(), world.scheduler().now()));
      }
    }
    rows.committed(batch.changes());
    for (AttemptRow row : batch.changes().attempts()) {
      ended.put(
          attemptId(row.runId(), row.task(), row.attempt()),
          new Given(batch.partition(), batch.epoch(), world.scheduler().now()));
    }
    for (WorkflowRow row : batch.changes().workflows()) {
      if (row.deletedAt() != null) {
        deleted.add(row.id());
      }
    }
  }

  private static AttemptId attemptId(long runId, int task, int attempt) {
    return AttemptId.newBuilder().setRunId(runId).setTask(task).setAttempt(attempt).build();
  }

  // ---- what leaves a server ----

  /** A server answers a command: whatever it says must be durable. */
  @Override
  public void answered(SimServer server, Command command, Answer answer) {
    world.history().note("%s answers %s: %s", server.machine().name(), command, answer);
    world.history().count("answers " + answer.getClass().getSimpleName());
    boolean durable =
        switch (answer) {
          case Answer.RunAccepted run -> world.tables().run(run.runId()) != null;
          case Answer.CancelAccepted cancel -> {
            RunRow run = world.tables().run(cancel.runId());
            yield run != null
                && (run.state() == RunState.CANCELLING || run.state() == RunState.CANCELLED);
          }
          case Answer.WorkflowSaved saved -> {
            WorkflowRow row = saved.workflow();
            VersionRow version = world.tables().version(row.id(), row.version());
            yield version != null
                && command instanceof Command.SaveWorkflow save
                && version.source().equals(save.source());
          }
          case Answer.WorkflowDeleted gone -> deleted.contains(gone.workflow().id());
          case Answer.Rejected rejected -> true;
        };
    world.history().check(durable, "%s was answered before it was durable: %s", command, answer);
  }

  /** A server sends to a worker. */
  @Override
  public void sent(SimServer server, SimWorker worker, ServerMessage message) {
    for (Dispatch dispatch : message.getDispatchesList()) {
      AttemptId id = dispatch.getId();
      world
          .history()
          .note(
              "%s → %s: dispatch %d/%d attempt %d",
              server.machine().name(),
              worker.machine().name(),
              id.getRunId(),
              id.getTask(),
              id.getAttempt());
      TaskRunRow row = world.tables().taskRun(id.getRunId(), id.getTask());
      boolean recorded =
          row != null
              && (row.attempt() > id.getAttempt()
                  || (row.attempt() == id.getAttempt()
                      && row.workerId() != null
                      && row.workerId() == worker.id()));
      world
          .history()
          .check(recorded, "%s was sent before it was recorded: %s", dispatch.getId(), row);
    }
    for (long sequence : message.getAcknowledgedList()) {
      Report report = reports.remove(new Said(worker.id(), sequence));
      if (report != null && report.hasFinished()) {
        acknowledged(worker, report.getId());
      }
    }
  }

  private void acknowledged(SimWorker worker, AttemptId id) {
    TaskRunRow row = world.tables().taskRun(id.getRunId(), id.getTask());
    boolean held =
        row != null
            && row.state().onWorker()
            && row.attempt() == id.getAttempt()
            && row.workerId() != null
            && row.workerId() == worker.id();
    world.history().check(!held, "The end of %s was acknowledged before it was durable", id);
  }

  @Override
  public boolean recordedSince(AttemptId attempt, long time) {
    Given recorded = given.get(attempt);
    return recorded != null && recorded.at() > time;
  }

  /** A worker sends. */
  @Override
  public void said(SimWorker worker, WorkerMessage message) {
    for (Report report : message.getReportsList()) {
      AttemptId id = report.getId();
      world
          .history()
          .note(
              "%s reports %d/%d attempt %d: %s",
              worker.machine().name(),
              id.getRunId(),
              id.getTask(),
              id.getAttempt(),
              report.hasFinished() ? report.getFinished().getOutcome() : report.getKindCase());
      reports.put(new Said(worker.id(), report.getSequence()), report);
    }
  }

  // ---- what runs ----

  @Override
  public void began(Execution execution) {
    AttemptId id = execution.id();
    world
        .history()
        .note(
            "%s begins %d/%d attempt %d",
            execution.worker().machine().name(), id.getRunId(), id.getTask(), id.getAttempt());
    world.history().count("attempts begun");
    List<Execution> others =
        executions.computeIfAbsent(
            new TaskKey(id.getRunId(), id.getTask()), key -> new ArrayList<>());
    for (Execution other : others) {
      if (other.id().equals(id)) {
        world.history().violated("It began twice: %s, %s", other, execution);
      } else if (other.endedAt() < 0 && !other.reportedEarly()) {
        boolean late = other.id().getAttempt() > id.getAttempt();
        String excuse = new Excuse(world, this, late ? execution : other).forRunningOn();
        world.history().note("%s runs beside it: %s", other, excuse);
        world.history().count("attempts beside one on a lost worker");
        world.history().check(excuse != null, "Two at once: %s, %s", other, execution);
      }
    }
    others.add(execution);
  }

  @Override
  public void ended(Execution execution) {
    AttemptId id = execution.id();
    world
        .history()
        .note(
            "%s ends %d/%d attempt %d",
            execution.worker().machine().name(), id.getRunId(), id.getTask(), id.getAttempt());
  }
}
