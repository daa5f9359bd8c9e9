package io.carillon.kernel.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.kernel.AttemptId;
import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * ElasticJob's crash cases, as far as they are about single tasks: instances crash, stop, and lose
 * their session. Where Carillon promises something else, the test says so.
 */
class CrashCasesTest {

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

  @Test
  void crashInTheMiddleWithFailoverRunsElsewhereFromTheStart() {
    long run = start("a: {type: t}");
    started(run, "a");

    world.kill(WORKER);
    world.work(OTHER);

    assertThat(world.heldBy(OTHER)).containsExactly(new AttemptId(run, 0, 2));
  }

  /** There the next tick runs it; here it has failed, and the next run has its own task run. */
  @Test
  void crashInTheMiddleWithoutFailoverDoesNotRunAgain() {
    long run = start("a: {type: t, on_lost_worker: fail}");
    started(run, "a");

    world.kill(WORKER);
    world.work(OTHER);

    assertThat(world.heldBy(OTHER)).isEmpty();
    assertThat(world.reason(run, "a")).isEqualTo("worker_lost");
  }

  @Test
  void crashWhileIdleRunsNothingAgain() {
    long run = start("a: {type: t}");
    succeeded(run, "a");

    world.kill(WORKER);
    world.work(OTHER);

    assertThat(world.heldBy(OTHER)).isEmpty();
    assertThat(row(run, "a").attempt()).isEqualTo(1);
  }

  @Test
  void crashOfTheTakerTooMovesOn() {
    long run = start("a: {type: t}");
    world.kill(WORKER);
    world.work(OTHER);

    world.kill(OTHER);
    world.work(9);
    succeeded(run, "a");

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    assertThat(world.attempts).extracting(AttemptRow::workerId).containsExactly(WORKER, OTHER);
  }

  @Test
  void crashOfOneInstanceMovesWhatItRanAndNothingElse() {
    long run = trigger("a: {type: t}\nb: {type: t}\nc: {type: t}");
    world.work(WORKER, 2);
    world.work(OTHER, 1);
    List<AttemptId> others = world.heldBy(OTHER);

    world.kill(WORKER);
    world.work(9);

    assertThat(world.heldBy(9)).hasSize(2);
    assertThat(world.heldBy(OTHER)).isEqualTo(others);
    assertThat(world.state(run)).isEqualTo(RunState.RUNNING);
  }

  @Test
  void gracefulStopInTheMiddleFinishesFirstAndNothingIsTakenOver() {
    long run = start("a: {type: t}");
    succeeded(run, "a");
    world.disconnect(WORKER);

    world.pass(LEASE);

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    assertThat(world.attempts).isEmpty();
    assertThat(world.partition.nextTimer()).isNull();
  }

  /** There the run goes on and is taken over as well: it runs twice at once. */
  @Test
  void sessionLostWhileItRunsIsNotTakenOverBeforeItStopped() {
    long run = start("a: {type: t, stop_when_isolated: true}");
    started(run, "a");
    world.lose(WORKER);

    world.pass(World.LIMITS.isolation().minus(LEASE).minusMillis(1));
    world.work(OTHER);
    assertThat(world.heldBy(OTHER)).isEmpty();
    world.pass(Duration.ofMillis(1));
    world.work(OTHER);

    assertThat(world.heldBy(OTHER)).containsExactly(new AttemptId(run, 0, 2));
  }

  @Test
  void sessionSuspendedAndReconnectedGoesOn() {
    long run = start("a: {type: t}");
    started(run, "a");
    world.disconnect(WORKER);
    world.pass(LEASE.minusMillis(1));

    world.connect(WORKER);
    world.pass(LEASE);
    succeeded(run, "a");

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    assertThat(world.attempts).isEmpty();
  }

  /** There the job is shut down for good, until the process starts anew. */
  @Test
  void sessionExpiredAndResumedWorksAgain() {
    long run = start("a: {type: t}");
    AttemptId old = world.attempt(run, "a");
    world.lose(WORKER);
    world.work(OTHER);

    world.connect(WORKER);
    assertThat(world.cancels)
        .containsExactly(new Effect.Cancel(WORKER, old, Effect.Cancel.Reason.SUPERSEDED));
    world.report(old, new Input.Report.Cancelled(world.now));
    world.trigger("flow");
    world.work(WORKER);

    assertThat(world.heldBy(WORKER)).hasSize(1);
    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.DISPATCHED);
  }

  @Test
  void soleInstanceThatStartsAfterAllDiedRunsWhatTheyLeft() {
    long run = trigger("a: {type: t}\nb: {type: t}");
    world.work(WORKER, 1);
    world.kill(WORKER);
    world.work(OTHER);
    assertThat(world.heldBy(OTHER)).hasSize(2);
    world.held.clear();

    world.takeOver();
    world.pass(LEASE);
    world.work(9);
    succeeded(run, "a");
    succeeded(run, "b");

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    assertThat(world.attempts).extracting(AttemptRow::outcome).containsOnly("lost").hasSize(3);
  }
}
