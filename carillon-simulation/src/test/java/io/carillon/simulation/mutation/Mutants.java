package io.carillon.simulation.mutation;

import io.carillon.simulation.mutation.Mutant.Source;
import java.util.List;

/** The bugs that the simulator must find. */
final class Mutants {

  /** The rarest need almost as many; most a few. */
  private static final int SEEDS = 300;

  private static final Source TABLES =
      new Source("simulation", "io.carillon.simulation.cluster.Tables");
  private static final Source HOST =
      new Source("engine", "io.carillon.engine.partition.PartitionHost");
  private static final Source FACTS = new Source("engine", "io.carillon.engine.partition.Facts");
  private static final Source OWNERSHIP =
      new Source("engine", "io.carillon.engine.cluster.Ownership");
  private static final Source ROUTER = new Source("engine", "io.carillon.engine.cluster.Router");
  private static final Source WORKERS = new Source("engine", "io.carillon.engine.gateway.Workers");
  private static final Source GATEWAY_CREDITS =
      new Source("engine", "io.carillon.engine.gateway.Credits");
  private static final Source PARTITION =
      new Source("kernel", "io.carillon.kernel.partition.Partition");
  private static final Source STATE = new Source("kernel", "io.carillon.kernel.partition.State");
  private static final Source TASK_RUN =
      new Source("kernel", "io.carillon.kernel.partition.TaskRun");
  private static final Source ATTEMPT_FLOW =
      new Source("kernel", "io.carillon.kernel.partition.AttemptFlow");
  private static final Source RUN_FLOW =
      new Source("kernel", "io.carillon.kernel.partition.RunFlow");
  private static final Source ATTEMPTS =
      new Source("worker", "io.carillon.worker.session.Attempts");
  private static final Source WORKER_PARTITION =
      new Source("worker", "io.carillon.worker.session.Partition");

  static final List<Mutant> ALL =
      List.of(
          new Mutant(
              "the store does not check the epoch of a commit",
              TABLES,
              "boolean current = partition.epoch == batch.epoch();",
              "boolean current = true;",
              SEEDS),
          new Mutant(
              "the store lets a partition be claimed whatever its epoch",
              TABLES,
              "    if (partition.epoch != epoch) {\n      return null;",
              "    if (epoch < 0) {\n      return null;",
              SEEDS),
          new Mutant(
              "answers leave before they are durable",
              HOST,
              "committingSince = now;",
              "committingSince = now; for (Effect e : batch.effects()) { if (e instanceof"
                  + " Effect.Reply reply) { tickets.answer(reply); } }",
              SEEDS),
          new Mutant(
              "attempts are sent before they are recorded",
              HOST,
              "committingSince = now;",
              "committingSince = now; for (Effect e : batch.effects()) { if (e instanceof"
                  + " Effect.Dispatch) { services.outside().release(e); } }",
              SEEDS),
          new Mutant(
              "reports are acknowledged before they are durable",
              HOST,
              "committingSince = now;",
              "committingSince = now; for (Effect e : batch.effects()) { if (e instanceof"
                  + " Effect.Acknowledge) { services.outside().release(e); } }",
              SEEDS),
          new Mutant(
              "a fenced commit counts as one that succeeded",
              HOST,
              "outcome == Outcome.COMMITTED ?",
              "outcome != null ?",
              SEEDS),
          new Mutant(
              "a key is not looked up in memory",
              PARTITION,
              "state.runByKey(entry.row.id(), trigger.idempotencyKey())",
              "state.runByKey(-1L, trigger.idempotencyKey())",
              SEEDS),
          new Mutant(
              "a key is not looked up in the database",
              FACTS,
              "new Input.Facts(null, existingRun(trigger, workflows, keys), null)",
              "Input.Facts.NONE",
              SEEDS),
          new Mutant(
              "a save is repeated after an unknown outcome",
              ROUTER,
              "case Command.SaveWorkflow save -> false;",
              "case Command.SaveWorkflow save -> true;",
              SEEDS),
          new Mutant(
              "a lease counts from the wrong end",
              WORKERS,
              "session.heardAt.plus(lease).isBefore(now)",
              "session.heardAt.plus(lease).isAfter(now)",
              SEEDS),
          new Mutant(
              "partitions do not hear of lost workers",
              WORKERS,
              "      hosts.values().forEach(host -> host.tell(input));\n    }\n    return closed",
              "    }\n    return closed",
              SEEDS),
          new Mutant(
              "a worker without a session is lost at once",
              ATTEMPT_FLOW,
              "step.now.plus(state.limits.workerLease())",
              "step.now",
              SEEDS),
          new Mutant(
              "the attempts of a lost worker are forgotten",
              ATTEMPT_FLOW,
              "    List.copyOf(worker.holds).forEach(task -> endLost(task, worker));\n",
              "",
              SEEDS),
          new Mutant(
              "a lost worker is not given time to stop when isolated",
              ATTEMPT_FLOW,
              "      if (!task.node.task().stopWhenIsolated()) {",
              "      if (task != null) {",
              SEEDS),
          new Mutant(
              "attempts are sent beyond the credits",
              GATEWAY_CREDITS,
              "      session.used += taken;\n",
              "",
              SEEDS),
          new Mutant(
              "a worker believes an owner of an old epoch",
              WORKER_PARTITION,
              "announcedEpoch < epoch && isOfAnother(by)",
              "announcedEpoch < 0",
              SEEDS),
          new Mutant(
              "reports are not repeated after a reconnect",
              ATTEMPTS,
              "    stream.repeats().addAll(keptOf(attempts));\n",
              "",
              SEEDS),
          new Mutant(
              "a server does not give up what is left from its earlier life",
              OWNERSHIP,
              "} else if (!mine && name.equals(hold.owner())) {",
              "} else if (hold.partition() < 0) {",
              SEEDS),
          new Mutant(
              "the attempt number does not rise",
              STATE,
              "        task.attempt++;",
              "        task.attempt = 1;",
              SEEDS),
          new Mutant(
              "a retry does not wait when its state is rebuilt",
              TASK_RUN,
              "    this.dueAt = row.dueAt();",
              "    this.dueAt = row.dueAt() == null ? null : row.readyAt();",
              SEEDS),
          new Mutant(
              "limits forget the runs that were taken over",
              STATE,
              "    openTasks(run);\n    for (TaskRunRow row",
              "    openTasks(run);\n    load.ended(run);\n    for (TaskRunRow row",
              SEEDS),
          new Mutant(
              "a task starts before all that it waits for have ended",
              RUN_FLOW,
              "case ALL_SUCCEEDED -> last && offender(",
              "case ALL_SUCCEEDED -> offender(",
              SEEDS),
          new Mutant(
              "what runs at most once is given to another worker",
              ATTEMPT_FLOW,
              "return task.node.task().atMostOnce() && (",
              "return task == null && (",
              SEEDS));

  private Mutants() {}
}
