package io.carillon.kernel.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.kernel.AttemptId;
import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * DolphinScheduler's failover matrix: a master dies, and another takes over from the stored rows.
 * The rows are named by the state of the instance and of its task. {@code READY_STOP} is a run that
 * is being cancelled. Where Carillon promises something else, the test says so.
 */
class FailoverMatrixTest {

  private static final long WORKER = World.WORKER;
  private static final long OTHER = 8;
  private static final Duration LEASE = World.LIMITS.workerLease();

  private final World world = new World();

  private long trigger(String tasks) {
    world.save("flow", tasks);
    return world.trigger("flow");
  }

  private long start(String tasks) {
    long run = trigger(tasks);
    world.work(WORKER);
    return run;
  }

  private void started(long run, String task) {
    world.report(world.attempt(run, task), new Input.Report.Started(world.now));
  }

  private void succeeded(long run, String task) {
    world.report(world.attempt(run, task), new Input.Report.Succeeded(world.now, null));
  }

  private TaskRunRow row(long run, String task) {
    return Objects.requireNonNull(world.task(run, task));
  }

  /** The server dies, and with it the worker: another server takes over, and it never comes. */
  private void loseBoth() {
    world.held.values().removeIf(dispatch -> dispatch.workerId() == WORKER);
    world.takeOver();
    world.pass(LEASE);
    world.work(OTHER);
  }

  @Test
  void runningWithTaskSubmittedSucceedsWithTheSameRow() {
    long run = trigger("a: {type: t}");
    TaskRunRow before = row(run, "a");

    world.takeOver();
    assertThat(row(run, "a")).isEqualTo(before);
    world.work(WORKER);
    succeeded(run, "a");

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    assertThat(row(run, "a").attempt()).isEqualTo(1);
    assertThat(world.attempts).isEmpty();
  }

  @Test
  void runningWithTaskDispatchedWhoseWorkerIsLostSucceedsWithANewAttempt() {
    long run = start("a: {type: t}");

    loseBoth();
    succeeded(run, "a");

    assertNewAttemptSucceeded(run);
  }

  @Test
  void runningWithTaskRunningWhoseWorkerIsLostSucceedsWithANewAttempt() {
    long run = start("a: {type: t}");
    started(run, "a");

    loseBoth();
    succeeded(run, "a");

    assertNewAttemptSucceeded(run);
  }

  private void assertNewAttemptSucceeded(long run) {
    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    assertThat(row(run, "a").attempt()).isEqualTo(2);
    assertThat(row(run, "a").workerId()).isEqualTo(OTHER);
    assertThat(world.attempts)
        .singleElement()
        .returns("lost", AttemptRow::outcome)
        .returns(WORKER, AttemptRow::workerId);
  }

  @Test
  void runningWithTaskDispatchedIsTakenOverWithItsWorker() {
    long run = start("a: {type: t}");

    world.restart();
    succeeded(run, "a");

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    assertThat(world.attempts).isEmpty();
  }

  @Test
  void runningWithTaskRunningIsTakenOverWithItsWorker() {
    long run = start("a: {type: t}");
    started(run, "a");

    world.restart();
    succeeded(run, "a");

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    assertThat(world.attempts).isEmpty();
  }

  @Test
  void runningWithTaskRunningKeepsItsEnvironmentInTheNewAttempt() {
    world.saveSource(
        "flow",
        """
        name: flow
        params: {zone: {type: string}}
        tasks:
          a: {type: t, config: {env: {ZONE: "{{ params.zone }}", TZ: UTC}}}
        """);
    long run = world.trigger("flow", Map.of("zone", "north"));
    world.work(WORKER);
    started(run, "a");
    var before = Objects.requireNonNull(world.held.get(world.attempt(run, "a")));

    loseBoth();

    var after = Objects.requireNonNull(world.held.get(new AttemptId(run, 0, 2)));
    assertThat(after.config()).isEqualTo(before.config()).contains("north", "UTC");
    assertThat(after.params()).isEqualTo(before.params());
  }

  /** That all tasks succeeded and the run still runs is no state here: both end in one commit. */
  @Test
  void runningWithTaskSucceededLeavesItUnchanged() {
    long run = start("a: {type: t}\nb: {type: t, depends_on: [a]}");
    succeeded(run, "a");
    TaskRunRow before = row(run, "a");

    world.takeOver();
    world.work(WORKER);
    succeeded(run, "b");

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    assertThat(row(run, "a")).isEqualTo(before);
  }

  @Test
  void runningWithTaskFailedFailsAndLeavesItUnchanged() {
    long run = start("a: {type: t}\nb: {type: t}");
    world.fail(run, "a");
    TaskRunRow before = row(run, "a");
    assertThat(world.state(run)).isEqualTo(RunState.RUNNING);

    loseBoth();

    assertThat(world.state(run)).isEqualTo(RunState.FAILED);
    assertThat(row(run, "a")).isEqualTo(before);
    assertThat(world.state(run, "b")).isEqualTo(TaskRunState.CANCELLED);
    assertThat(world.held).doesNotContainKey(new AttemptId(run, 1, 2));
  }

  @Test
  void readyStopWithTaskSubmittedIsStoppedAndTheTaskKilled() {
    long run = trigger("a: {type: t}\nb: {type: t}");
    world.work(WORKER, 1);
    world.cancel(run);

    loseBoth();

    assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
    assertThat(world.state(run, "b")).isEqualTo(TaskRunState.CANCELLED);
    assertThat(row(run, "b").attempt()).isZero();
  }

  @Test
  void readyStopWithTaskDispatchedWhoseWorkerIsLostIsStoppedWithoutANewAttempt() {
    long run = start("a: {type: t}");
    world.cancel(run);

    loseBoth();

    assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.CANCELLED);
    assertThat(row(run, "a").attempt()).isEqualTo(1);
  }

  @Test
  void readyStopWithTaskDispatchedIsToldToStopByTheNextServer() {
    long run = start("a: {type: t}");
    world.cancel(run);
    world.cancels.clear();

    world.restart();
    assertThat(world.cancels).extracting(Effect.Cancel::workerId).containsExactly(WORKER);
    world.report(world.attempt(run, "a"), new Input.Report.Cancelled(null));

    assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
  }

  /** There the instance ends as its tasks did; here what was cancelled ends cancelled. */
  @Test
  void readyStopWithTaskSucceededLeavesItUnchanged() {
    long run = start("a: {type: t}\nb: {type: t}");
    succeeded(run, "a");
    TaskRunRow before = row(run, "a");
    world.cancel(run);

    loseBoth();

    assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
    assertThat(row(run, "a")).isEqualTo(before);
  }

  @Test
  void readyStopWithTaskFailedLeavesItUnchanged() {
    long run = start("a: {type: t, on_failure: continue}\nb: {type: t}");
    world.fail(run, "a");
    TaskRunRow before = row(run, "a");
    world.cancel(run);

    loseBoth();

    assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
    assertThat(row(run, "a")).isEqualTo(before);
  }

  @Test
  void readyStopWithTaskKilledLeavesItUnchanged() {
    long run = start("a: {type: t}\nb: {type: t}");
    world.cancel(run);
    world.report(world.attempt(run, "a"), new Input.Report.Cancelled(world.now));
    TaskRunRow before = row(run, "a");

    loseBoth();

    assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
    assertThat(row(run, "a")).isEqualTo(before);
  }

  @Test
  void runningOnAnotherMasterIsTakenOverAndCanBeStopped() {
    long run = start("a: {type: t}");
    started(run, "a");
    AttemptId attempt = world.attempt(run, "a");

    world.restart();
    world.cancel(run);
    assertThat(world.cancels).extracting(Effect.Cancel::attempt).containsExactly(attempt);
    world.report(attempt, new Input.Report.Cancelled(world.now));

    assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
  }
}
