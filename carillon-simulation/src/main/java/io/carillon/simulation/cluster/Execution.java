package io.carillon.simulation.cluster;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Finished;
import io.carillon.simulation.clockwork.Dice;
import org.jspecify.annotations.Nullable;

/** An attempt that a worker runs: takes some time, ends somehow, stops when told or does not. */
public final class Execution {

  /** As the worker's stop grace: then it is reported although it runs. */
  private static final long GRACE = 3 * Dice.SECOND;

  private final World world;
  private final SimWorker worker;
  private final Dispatch dispatch;
  private long startedAt = -1;
  private long endedAt = -1;
  private long startedByWorker;
  private Finished.@Nullable Outcome stopped;
  private boolean reported;
  private boolean early;
  private boolean succeeded;

  Execution(World world, SimWorker worker, Dispatch dispatch) {
    this.world = world;
    this.worker = worker;
    this.dispatch = dispatch;
  }

  public AttemptId id() {
    return dispatch.getId();
  }

  public SimWorker worker() {
    return worker;
  }

  public boolean stopsWhenIsolated() {
    return dispatch.getStopWhenIsolated();
  }

  /** When its task began; -1: it has not. */
  public long startedAt() {
    return startedAt;
  }

  /** When nothing of it ran any more; -1: it runs. */
  public long endedAt() {
    return endedAt;
  }

  /** It was reported as one that does not stop, and has not. */
  public boolean reportedEarly() {
    return early && endedAt < 0;
  }

  /** The same, and perhaps it has by now. */
  public boolean wasReportedEarly() {
    return early;
  }

  public boolean succeeded() {
    return succeeded;
  }

  void start() {
    world.scheduler().after(world.faults().stepDelay(), worker.machine(), this::begin);
  }

  private void begin() {
    if (stopped != null) {
      end();
      return;
    }
    startedAt = world.scheduler().now();
    startedByWorker = worker.machine().wall().toEpochMilli();
    world.witness().began(this);
    worker.started(id());
    if (!world.faults().taskHangs()) {
      world.scheduler().after(world.faults().taskTime(), worker.machine(), this::end);
    }
  }

  private void end() {
    if (endedAt >= 0) {
      return;
    }
    endedAt = world.scheduler().now();
    world.witness().ended(this);
    if (reported) {
      worker.freed(id());
    } else {
      reported = true;
      worker.finished(id(), outcome(), true);
    }
  }

  /** The worker has died with it. */
  void gone() {
    if (endedAt < 0) {
      endedAt = world.scheduler().now();
      world.witness().ended(this);
    }
  }

  private Finished.Builder outcome() {
    Finished.Builder outcome = Finished.newBuilder();
    if (startedAt >= 0) {
      outcome.setStartedAt(startedByWorker);
    }
    if (stopped != null) {
      return outcome.setOutcome(stopped).setFailureCode("isolated").setRetryable(true);
    }
    if (world.faults().taskFails()) {
      return outcome
          .setOutcome(Finished.Outcome.OUTCOME_FAILED)
          .setFailureCode("exit_code")
          .setRetryable(world.dice().chance(0.8));
    }
    succeeded = true;
    return outcome.setOutcome(Finished.Outcome.OUTCOME_SUCCEEDED);
  }

  void stop(Finished.Outcome how) {
    boolean again = stopped != null;
    if (!again || how == Finished.Outcome.OUTCOME_CANCELLED) {
      stopped = how;
    }
    if (again || endedAt >= 0) {
      return;
    }
    if (startedAt >= 0) {
      world.scheduler().after(world.faults().stopTime(), worker.machine(), this::end);
    }
    world.scheduler().after(GRACE, worker.machine(), this::reportEarly);
  }

  /** It has no time to stop. */
  void kill() {
    stop(Finished.Outcome.OUTCOME_FAILED);
    world
        .scheduler()
        .after(world.dice().between(Dice.MILLI, 300 * Dice.MILLI), worker.machine(), this::end);
  }

  private void reportEarly() {
    if (endedAt < 0 && !reported) {
      reported = true;
      early = true;
      worker.finished(
          id(),
          Finished.newBuilder()
              .setOutcome(Finished.Outcome.OUTCOME_FAILED)
              .setFailureCode("did_not_stop")
              .setStartedAt(startedByWorker),
          false);
    }
  }

  @Override
  public String toString() {
    return "run %d task %d attempt %d on %s, %d to %d"
        .formatted(
            id().getRunId(),
            id().getTask(),
            id().getAttempt(),
            worker.machine().name(),
            startedAt,
            endedAt);
  }
}
