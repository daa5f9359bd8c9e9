package io.carillon.simulation.check;

import io.carillon.engine.partition.PartitionHost;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.kernel.row.VersionRow;
import io.carillon.model.Task;
import io.carillon.simulation.clockwork.History;
import io.carillon.simulation.cluster.Execution;
import io.carillon.simulation.cluster.SimServer;
import io.carillon.simulation.cluster.SimWorker;
import io.carillon.simulation.cluster.Tables;
import io.carillon.simulation.cluster.World;
import io.carillon.simulation.workload.Clients;
import io.carillon.simulation.workload.Workflows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What must hold when all has ended. */
public final class Checks {

  private final World world;
  private final History history;
  private final Tables tables;
  private final Ledger ledger;
  private final Workflows workflows;
  private final Clients clients;

  public Checks(World world, Ledger ledger, Workflows workflows, Clients clients) {
    this.world = world;
    this.history = world.history();
    this.tables = world.tables();
    this.ledger = ledger;
    this.workflows = workflows;
    this.clients = clients;
  }

  /** What has not come to rest; {@code null}: all has. */
  public @Nullable String unsettled() {
    for (RunRow run : tables.allRuns()) {
      if (!run.state().terminal()) {
        return run + " with " + tables.taskRuns(run.id());
      }
    }
    if (!clients.done()) {
      return "requests wait for an answer: "
          + clients.asks().values().stream().filter(ask -> !ask.done()).toList();
    }
    int served = 0;
    for (String name : world.serverNames()) {
      SimServer server = world.server(name);
      if (server == null || !server.engine().healthy()) {
        return name + " is not healthy: " + (server == null ? null : server.engine().cluster());
      }
      for (PartitionHost host : server.engine().ownership().hosts()) {
        served += host.serving() ? 1 : 0;
      }
    }
    if (served != tables.partitions()) {
      return "partitions served: " + served;
    }
    for (String name : world.workerNames()) {
      SimWorker worker = world.worker(name);
      if (worker == null || !worker.idle()) {
        return name + " has not told all";
      }
    }
    return null;
  }

  /** Looks at everything that happened. */
  public void atTheEnd() {
    requests();
    for (RunRow run : tables.allRuns()) {
      history.count("runs " + run.state().name().toLowerCase(Locale.ROOT));
      List<Workflows.Shape> shapes = workflows.shapes(source(run.workflowId(), run.version()));
      outcome(run, shapes);
      for (int task = 0; task < shapes.size(); task++) {
        order(run, shapes, task);
        executions(run, task, shapes.get(task));
      }
    }
  }

  private String source(long workflowId, int version) {
    return Objects.requireNonNull(tables.version(workflowId, version)).source();
  }

  // ---- every acknowledged request took effect once, and nothing that nobody asked for ----

  private void requests() {
    Map<Long, List<RunRow>> byNumber = new HashMap<>();
    for (RunRow run : tables.allRuns()) {
      long number = Long.parseLong(String.valueOf(run.params()).replaceAll("[^0-9]", ""));
      byNumber.computeIfAbsent(number, n -> new ArrayList<>()).add(run);
      Clients.Ask ask = clients.asks().get(number);
      history.check(
          ask != null && ask.command instanceof Command.Trigger, "Nobody asked for %s", run);
    }
    Map<String, Integer> saves = new HashMap<>();
    for (VersionRow version : tables.allVersions()) {
      saves.merge(version.source(), 1, Integer::sum);
    }
    for (Clients.Ask ask : clients.asks().values()) {
      switch (ask.command) {
        case Command.Trigger trigger ->
            triggered(ask, byNumber.getOrDefault(ask.number, List.of()));
        case Command.SaveWorkflow save -> saved(ask, saves.getOrDefault(save.source(), 0));
        case Command.CancelRun cancel -> cancelled(ask, cancel);
        case Command.DeleteWorkflow delete -> {}
      }
    }
  }

  private void triggered(Clients.Ask ask, List<RunRow> runs) {
    history.check(runs.size() <= 1, "%s made %s", ask, runs);
    if (ask.answer instanceof Answer.RunAccepted accepted) {
      history.check(
          runs.size() == 1 && runs.getFirst().id() == accepted.runId(), "%s made %s", ask, runs);
    }
  }

  private void saved(Clients.Ask ask, int versions) {
    history.check(
        ask.answer instanceof Answer.WorkflowSaved ? versions == 1 : versions <= 1,
        "%s made %d versions",
        ask,
        versions);
  }

  private void cancelled(Clients.Ask ask, Command.CancelRun cancel) {
    RunRow run = tables.run(cancel.runId());
    if (ask.answer instanceof Answer.CancelAccepted) {
      history.check(run != null && run.state() == RunState.CANCELLED, "%s, but %s", ask, run);
    } else if (ask.answer instanceof Answer.Rejected rejected) {
      history.check(rejected.code() == Answer.Code.RUN_ENDED, "%s, but %s", ask, run);
    }
  }

  // ---- runs ----

  private void outcome(RunRow run, List<Workflows.Shape> shapes) {
    boolean failed = false;
    for (TaskRunRow row : tables.taskRuns(run.id())) {
      history.check(row.state().terminal(), "%s has ended, but %s", run, row);
      failed |=
          row.state() == TaskRunState.FAILED
              && shapes.get(row.task()).onFailure() != Task.OnFailure.IGNORE;
    }
    if (run.state() == RunState.SUCCEEDED) {
      history.check(
          !failed && tables.taskRuns(run.id()).size() == shapes.size(),
          "%s, but %s",
          run,
          tables.taskRuns(run.id()));
    }
  }

  private void executions(RunRow run, int task, Workflows.Shape shape) {
    List<Execution> executions = ledger.executions(run.id(), task);
    TaskRunRow row = tables.taskRun(run.id(), task);
    int attempts = row == null ? 0 : row.attempt();
    history.check(
        executions.stream().allMatch(execution -> execution.id().getAttempt() <= attempts),
        "%s, but it ran: %s",
        row,
        executions);
    history.check(
        !shape.atMostOnce() || executions.size() <= 1, "At most once, but: %s", executions);
    if (row != null && row.state() == TaskRunState.SUCCEEDED) {
      Execution last = last(executions, row);
      history.check(
          last != null && last.endedAt() >= 0 && last.succeeded(), "%s, but ran: %s", row, last);
    }
  }

  private static @Nullable Execution last(List<Execution> executions, TaskRunRow row) {
    return executions.stream()
        .filter(execution -> execution.id().getAttempt() == row.attempt())
        .findFirst()
        .orElse(null);
  }

  /** A task ran only after what it depends on, and only if its trigger rule says so. */
  private void order(RunRow run, List<Workflows.Shape> shapes, int task) {
    List<Execution> executions = ledger.executions(run.id(), task);
    Workflows.Shape shape = shapes.get(task);
    if (executions.isEmpty() || shape.dependencies().isEmpty()) {
      return;
    }
    long began = executions.stream().mapToLong(Execution::startedAt).min().orElse(0);
    int succeeded = 0;
    int failed = 0;
    int open = 0;
    for (int dependency : shape.dependencies()) {
      TaskRunRow row = tables.taskRun(run.id(), dependency);
      boolean ignored = shapes.get(dependency).onFailure() == Task.OnFailure.IGNORE;
      boolean before = row != null && endedBefore(run, row, shapes.get(dependency), began);
      if (row == null || !before) {
        open++;
      } else if (row.state() == TaskRunState.SUCCEEDED
          || (row.state() == TaskRunState.FAILED && ignored)) {
        succeeded++;
      } else if (row.state() != TaskRunState.SKIPPED) {
        failed++;
      }
    }
    boolean mayRun =
        switch (shape.rule()) {
          case ALL_SUCCEEDED -> succeeded == shape.dependencies().size();
          case ALL_DONE -> open == 0;
          case ONE_SUCCEEDED -> succeeded > 0;
          case ONE_FAILED -> failed > 0;
          case NONE_FAILED -> failed == 0 && open == 0;
        };
    history.check(
        mayRun,
        "Task %d of %s ran by %s at %d, but of those before it %d succeeded, %d failed, %d were"
            + " open: %s",
        task,
        run,
        shape.rule(),
        began,
        succeeded,
        failed,
        open,
        tables.taskRuns(run.id()));
  }

  private boolean endedBefore(RunRow run, TaskRunRow row, Workflows.Shape shape, long time) {
    for (Execution execution : ledger.executions(run.id(), row.task())) {
      boolean last = execution.id().getAttempt() == row.attempt();
      boolean certain = shape.stopWhenIsolated() || row.state() == TaskRunState.SUCCEEDED;
      boolean excused =
          execution.wasReportedEarly()
              || execution.worker().machine().pausedBetween(execution.startedAt(), time);
      if (last && certain && !excused && (execution.endedAt() < 0 || execution.endedAt() > time)) {
        return false;
      }
    }
    return row.state().terminal();
  }
}
