package io.carillon.kernel.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.kernel.AttemptId;
import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.model.Retries;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AttemptFlowTest {

  private static final long OTHER = 8;
  private final World world = new World();

  private long start(String task) {
    world.save("flow", "a: " + task);
    long run = world.trigger("flow");
    world.work(World.WORKER);
    return run;
  }

  @Test
  void shouldRetryWithGrowingPausesUntilTheRetriesAreUsedUp() {
    long run = start("{type: t, retries: {max: 2, delay: 10s, jitter: 0}}");

    world.fail(run, "a");
    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.RETRYING);
    world.pass(Duration.ofSeconds(9));
    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.RETRYING);
    world.pass(Duration.ofSeconds(1));
    world.work(World.WORKER);
    world.fail(run, "a");
    world.pass(Duration.ofSeconds(20));
    world.work(World.WORKER);
    world.fail(run, "a");

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.FAILED);
    assertThat(Objects.requireNonNull(world.task(run, "a")).attempt()).isEqualTo(3);
    assertThat(world.attempts).extracting(AttemptRow::outcome).containsExactly("failed", "failed");
    assertThat(world.state(run)).isEqualTo(RunState.FAILED);
  }

  @Test
  void shouldNotRetryWhatCannotHelp() {
    long run = start("{type: t, retries: 5}");

    world.report(
        world.attempt(run, "a"),
        new Input.Report.Failed(null, "config_invalid", "No such field", false));

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.FAILED);
    assertThat(world.reason(run, "a")).isEqualTo("config_invalid");
  }

  @Test
  void shouldLengthenPausesByJitterThatIsTheSameEachTime() {
    Retries retries =
        new Retries(
            9, Duration.ofSeconds(10), Retries.Backoff.EXPONENTIAL, Duration.ofMinutes(1), 0.5);
    AttemptId id = new AttemptId(42, 0, 3);

    Duration pause = AttemptFlow.pause(retries, 2, id);

    assertThat(pause).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
    assertThat(AttemptFlow.pause(retries, 2, id)).isEqualTo(pause);
    assertThat(AttemptFlow.pause(retries, 2, new AttemptId(43, 0, 3))).isNotEqualTo(pause);
    assertThat(AttemptFlow.pause(retries, 9, id))
        .isBetween(Duration.ofMinutes(1), Duration.ofSeconds(90));
  }

  @Test
  void shouldStopAnAttemptThatTakesTooLongAndRetryOnlyOnceItHasStopped() {
    long run = start("{type: t, timeout: 5s, retries: {max: 1, delay: 1s, jitter: 0}}");
    AttemptId first = world.attempt(run, "a");

    world.pass(Duration.ofSeconds(5));
    assertThat(world.cancels)
        .containsExactly(new Effect.Cancel(World.WORKER, first, Effect.Cancel.Reason.TIMED_OUT));
    world.pass(Duration.ofMinutes(5));
    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.DISPATCHED);
    world.report(first, new Input.Report.Cancelled(world.now));

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.RETRYING);
    assertThat(world.reason(run, "a")).isEqualTo("timed_out");
  }

  @Test
  void shouldTakeASuccessThatCameBeforeTheStop() {
    long run = start("{type: t, timeout: 5s}");

    world.pass(Duration.ofSeconds(5));
    world.succeed(run, "a");

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
  }

  @Test
  void shouldMoveTheAttemptsOfALostWorker() {
    long run = start("{type: t}");
    AttemptId first = world.attempt(run, "a");

    world.kill(World.WORKER);
    world.work(OTHER);

    assertThat(world.heldBy(OTHER)).containsExactly(new AttemptId(run, 0, 2));
    assertThat(world.attempts).extracting(AttemptRow::outcome).containsExactly("lost");
    assertThat(world.attempts.getFirst().attempt()).isEqualTo(first.attempt());
  }

  @Test
  void shouldFailTheTaskOfALostWorkerWhenItMustNotRunTwice() {
    long run = start("{type: t, on_lost_worker: fail, retries: 3}");

    world.kill(World.WORKER);

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.FAILED);
    assertThat(world.reason(run, "a")).isEqualTo("worker_lost");
  }

  @Test
  void shouldGiveADisconnectedWorkerTheTimeOfItsLease() {
    long run = start("{type: t}");
    world.disconnect(World.WORKER);

    world.pass(Duration.ofMillis(1_999));
    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.DISPATCHED);
    world.connect(World.WORKER);
    world.pass(Duration.ofSeconds(10));

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.DISPATCHED);
  }

  @Test
  void shouldTakeAWorkerForLostWhenItsLeaseIsOver() {
    long run = start("{type: t}");
    world.disconnect(World.WORKER);

    world.pass(Duration.ofSeconds(2));

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.QUEUED);
  }

  @Test
  void shouldWaitForWorkersAfterARestart() {
    long run = start("{type: t}");
    AttemptId attempt = world.attempt(run, "a");

    world.restart();
    world.succeed(run, "a");

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    assertThat(attempt.attempt()).isEqualTo(1);
  }

  @Test
  void shouldSendAgainWhatTheWorkerNeverGot() {
    long run = start("{type: t}");
    AttemptId attempt = world.attempt(run, "a");
    world.held.clear();
    world.disconnect(World.WORKER);

    world.connect(World.WORKER);

    assertThat(world.heldBy(World.WORKER)).containsExactly(attempt);
  }

  @Test
  void shouldStopAnAttemptThatBelongsElsewhereByNow() {
    long run = start("{type: t}");
    AttemptId old = world.attempt(run, "a");
    Effect.Dispatch dispatch = Objects.requireNonNull(world.held.get(old));
    world.kill(World.WORKER);
    world.work(OTHER);
    world.held.put(old, dispatch);

    world.connect(World.WORKER);
    world.report(old, new Input.Report.Succeeded(world.now, "{\"stale\": true}"));

    assertThat(world.cancels)
        .contains(new Effect.Cancel(World.WORKER, old, Effect.Cancel.Reason.SUPERSEDED));
    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.DISPATCHED);
    assertThat(world.acknowledged).isNotEmpty();
  }

  @Test
  void shouldGiveBackWhatADrainingWorkerReturnsToAnother() {
    long run = start("{type: t}");

    world.report(world.attempt(run, "a"), new Input.Report.HandedBack(null));
    world.work(OTHER);

    assertThat(world.heldBy(OTHER)).hasSize(1);
    assertThat(Objects.requireNonNull(world.task(run, "a")).failures()).isZero();
  }

  @Test
  void shouldFailATaskThatIsReturnedWithoutEnd() {
    long run = start("{type: t}");

    for (int i = 0; i < 30 && !world.state(run, "a").terminal(); i++) {
      world.kill(World.WORKER);
      world.work(World.WORKER);
    }

    assertThat(world.reason(run, "a")).isEqualTo("returned_too_often");
    assertThat(world.state(run)).isEqualTo(RunState.FAILED);
  }

  @Test
  void shouldCancelAgainAfterARestart() {
    long run = start("{type: t}");
    world.cancel(run);
    world.cancels.clear();

    world.restart();

    assertThat(world.cancels).extracting(Effect.Cancel::attempt).hasSize(1);
    world.report(world.attempt(run, "a"), new Input.Report.Cancelled(world.now));
    assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
  }

  @Test
  void shouldDropTimersOfAttemptsThatEnded() {
    long run = start("{type: t, timeout: 1h}");

    world.succeed(run, "a");

    assertThat(world.partition.nextTimer()).isNull();
  }
}
