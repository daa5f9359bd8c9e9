package io.carillon.kernel.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.kernel.AttemptId;
import io.carillon.kernel.row.AttemptRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunState;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks that run at most once, and tasks that stop when isolated. */
class LostWorkerTest {

  private static final long OTHER = 8;
  private static final Duration LEASE = World.LIMITS.workerLease();
  private static final Duration REST = World.LIMITS.isolation().minus(LEASE);
  private static final Duration MOMENT = Duration.ofMillis(1);
  private final World world = new World();

  private long start(String task) {
    world.save("flow", "a: " + task);
    long run = world.trigger("flow");
    world.work(World.WORKER);
    return run;
  }

  // ---- at most once ----

  /** What may end an attempt, whether it had begun, and what becomes of the task. */
  @ParameterizedTest(name = "{0}, begun: {1}")
  @CsvSource({
    "lost,        false, FAILED,    worker_lost",
    "lost,        true,  FAILED,    worker_lost",
    "handed back, false, QUEUED,    ",
    "handed back, true,  FAILED,    handed_back",
    "failed,      true,  FAILED,    exit_code",
    "refused,     false, FAILED,    busy",
    "stopped,     true,  FAILED,    stopped",
    "succeeded,   true,  SUCCEEDED, "
  })
  void shouldBeginNothingTwiceThatRunsAtMostOnce(
      String end, boolean begun, TaskRunState state, String reason) {
    long run = start("{type: t, at_most_once: true}");
    AttemptId attempt = world.attempt(run, "a");
    if (begun) {
      world.report(attempt, new Input.Report.Started(world.now));
    }

    switch (end) {
      case "lost" -> world.kill(World.WORKER);
      case "handed back" -> world.report(attempt, new Input.Report.HandedBack(null));
      case "failed" ->
          world.report(attempt, new Input.Report.Failed(world.now, "exit_code", "1", true));
      case "refused" -> world.report(attempt, new Input.Report.Failed(null, "busy", "No", true));
      case "stopped" -> world.report(attempt, new Input.Report.Cancelled(world.now));
      default -> world.report(attempt, new Input.Report.Succeeded(world.now, null));
    }

    assertThat(world.state(run, "a")).isEqualTo(state);
    assertThat(world.reason(run, "a")).isEqualTo(reason);
  }

  @Test
  void shouldFailWhatIsGivenBackWithTheWordThatItBegan() {
    long run = start("{type: t, at_most_once: true}");

    world.report(world.attempt(run, "a"), new Input.Report.HandedBack(world.now));

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.FAILED);
    assertThat(world.reason(run, "a")).isEqualTo("handed_back");
  }

  @Test
  void shouldSendAgainWhatRunsAtMostOnceWhenItsWorkerNeverGotIt() {
    long run = start("{type: t, at_most_once: true}");
    AttemptId attempt = world.attempt(run, "a");
    world.held.clear();
    world.disconnect(World.WORKER);

    world.connect(World.WORKER);

    assertThat(world.heldBy(World.WORKER)).containsExactly(attempt);
  }

  @Test
  void shouldNotSendAgainWhatRunsAtMostOnceWhenItsWorkerHasLostItOnTheWay() {
    long run = start("{type: t, at_most_once: true}");
    world.report(world.attempt(run, "a"), new Input.Report.Started(world.now));
    world.held.clear();

    world.restart();

    assertThat(world.heldBy(World.WORKER)).isEmpty();
    assertThat(world.reason(run, "a")).isEqualTo("worker_lost");
  }

  @Test
  void shouldNotBelieveTheLateSuccessOfWhatFailedWithItsWorker() {
    long run = start("{type: t, at_most_once: true}");
    AttemptId attempt = world.attempt(run, "a");
    world.lose(World.WORKER);

    world.connect(World.WORKER);
    world.report(attempt, new Input.Report.Succeeded(world.now, null));

    assertThat(world.state(run)).isEqualTo(RunState.FAILED);
    assertThat(world.acknowledged).hasSize(1);
  }

  // ---- stopped when isolated ----

  @Test
  void shouldTellTheWorkerWhichAttemptsStopWhenIsolated() {
    world.save("flow", "a: {type: t, stop_when_isolated: true}\nb: {type: t}");
    long run = world.trigger("flow");
    world.work(World.WORKER);

    assertThat(world.held.get(world.attempt(run, "a")))
        .extracting(Effect.Dispatch::stopWhenIsolated)
        .isEqualTo(true);
    assertThat(world.held.get(world.attempt(run, "b")))
        .extracting(Effect.Dispatch::stopWhenIsolated)
        .isEqualTo(false);
  }

  @Test
  void shouldGiveAwayAtOnceOnlyWhatDoesNotStopWhenIsolated() {
    world.save("flow", "a: {type: t, stop_when_isolated: true}\nb: {type: t}");
    long run = world.trigger("flow");
    world.work(World.WORKER);

    world.lose(World.WORKER);
    assertThat(world.state(run, "b")).isEqualTo(TaskRunState.QUEUED);
    world.pass(REST.minus(MOMENT));
    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.DISPATCHED);
    world.pass(MOMENT);

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.QUEUED);
    assertThat(world.attempts)
        .extracting(AttemptRow::outcome, AttemptRow::endedAt)
        .contains(tuple("lost", world.now));
  }

  @Test
  void shouldCountTheIsolationTimeFromTheEndOfTheSession() {
    long run = start("{type: t, stop_when_isolated: true}");
    world.disconnect(World.WORKER);

    world.pass(LEASE);
    world.pass(REST.minus(MOMENT));
    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.DISPATCHED);
    world.pass(MOMENT);

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.QUEUED);
    assertThat(world.partition.nextTimer()).isNull();
  }

  @Test
  void shouldNotCountAnewWhenTheLossIsToldTwice() {
    long run = start("{type: t, stop_when_isolated: true}");
    world.disconnect(World.WORKER);
    world.pass(LEASE);

    world.pass(Duration.ofSeconds(1));
    world.handle(new Input.WorkerLost(World.WORKER));
    world.pass(REST.minusSeconds(1));

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.QUEUED);
  }

  @Test
  void shouldGoOnWithALostWorkerThatIsBackBeforeTheIsolationTimeIsOver() {
    long run = start("{type: t, stop_when_isolated: true}");
    world.lose(World.WORKER);
    world.pass(REST.minus(MOMENT));

    world.connect(World.WORKER);
    world.pass(Duration.ofMinutes(1));
    assertThat(world.cancels).isEmpty();
    world.succeed(run, "a");

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    assertThat(world.attempts).isEmpty();
  }

  @Test
  void shouldTakeTheReportOfALostWorkerAboutWhatItStillHolds() {
    long run = start("{type: t, stop_when_isolated: true}");
    AttemptId attempt = world.attempt(run, "a");
    world.lose(World.WORKER);

    world.report(attempt, new Input.Report.Succeeded(world.now, null));

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    assertThat(world.partition.nextTimer()).isNull();
  }

  @Test
  void shouldWaitTheWholeTimeAnewAfterARestart() {
    long run = start("{type: t, stop_when_isolated: true}");
    world.lose(World.WORKER);
    world.pass(REST.minus(MOMENT));

    world.takeOver();
    world.pass(LEASE);
    world.pass(REST.minus(MOMENT));
    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.DISPATCHED);
    world.pass(MOMENT);

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.QUEUED);
  }

  /** Whatever the end of the attempt leads to, it waits. */
  @ParameterizedTest
  @CsvSource({
    "on_lost_worker: fail,                         false, FAILED,    worker_lost",
    "at_most_once: true,                           false, FAILED,    worker_lost",
    "'timeout: 1s, retries: {max: 1, delay: 1m}',  false, RETRYING,  timed_out",
    "on_lost_worker: failover,                     true,  CANCELLED, run_cancelled"
  })
  void shouldEndNothingBeforeItMustHaveStopped(
      String options, boolean cancelled, TaskRunState state, String reason) {
    long run = start("{type: t, stop_when_isolated: true, " + options + "}");
    world.pass(Duration.ofSeconds(1));
    if (cancelled) {
      world.cancel(run);
    }

    world.lose(World.WORKER);
    world.pass(REST.minus(MOMENT));
    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.DISPATCHED);
    world.pass(MOMENT);

    assertThat(world.state(run, "a")).isEqualTo(state);
    assertThat(world.reason(run, "a")).isEqualTo(reason);
  }

  @Test
  void shouldStartNoTidyingTaskBesideAnAttemptThatMayStillRun() {
    world.save(
        "flow",
        """
        a: {type: t, stop_when_isolated: true, on_lost_worker: fail}
        b: {type: t, depends_on: [a], trigger_rule: one_failed}
        """);
    long run = world.trigger("flow");
    world.work(World.WORKER);

    world.lose(World.WORKER);
    world.pass(REST.minus(MOMENT));
    assertThat(world.state(run, "b")).isEqualTo(TaskRunState.PENDING);
    world.pass(MOMENT);

    assertThat(world.state(run, "b")).isEqualTo(TaskRunState.QUEUED);
  }

  @Test
  void shouldGiveElsewhereAtOnceWhatAnIsolatedWorkerStoppedAndGaveBack() {
    long run = start("{type: t, stop_when_isolated: true}");
    AttemptId attempt = world.attempt(run, "a");
    world.lose(World.WORKER);
    world.connect(World.WORKER);

    world.report(attempt, new Input.Report.HandedBack(world.now));
    world.work(OTHER);

    assertThat(world.heldBy(OTHER)).hasSize(1);
    assertThat(Objects.requireNonNull(world.task(run, "a")).failures()).isZero();
  }
}
