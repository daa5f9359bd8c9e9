package io.carillon.kernel.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.kernel.AttemptId;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A partition in the hands of another server: all that it has are the rows, and the workers come to
 * it one by one, or not at all. Each server numbers its sessions by itself, from 1.
 */
class TakeOverTest {

  private static final long FIRST = 1;
  private static final long SECOND = 2;
  private static final long THIRD = 3;
  private static final Duration LEASE = World.LIMITS.workerLease();
  private final World world = new World();
  private long run;

  /** Three tasks, one on each of three workers. */
  private void spread() {
    world.save("flow", "a: {type: t}\nb: {type: t}\nc: {type: t}");
    run = world.trigger("flow");
    for (long worker : List.of(FIRST, SECOND, THIRD)) {
      world.work(worker, 1);
      assertThat(world.heldBy(worker)).hasSize(1);
    }
  }

  @Test
  void shouldLoseOnlyTheWorkerThatDoesNotComeBack() {
    spread();

    world.takeOver();
    world.pass(LEASE.minusMillis(1));
    world.connect(FIRST);
    world.connect(SECOND);
    assertThat(world.state(run, "c")).isEqualTo(TaskRunState.DISPATCHED);
    world.pass(Duration.ofMillis(1));

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.DISPATCHED);
    assertThat(world.state(run, "b")).isEqualTo(TaskRunState.DISPATCHED);
    assertThat(world.state(run, "c")).isEqualTo(TaskRunState.QUEUED);
    assertThat(world.attempts).hasSize(1).allMatch(row -> row.workerId() == THIRD);
    world.pass(Duration.ofMinutes(1));
    assertThat(world.attempts).hasSize(1);
  }

  @Test
  void shouldKnowAWorkerWhoseSessionsAreNumberedLowerThanTheyWereElsewhere() {
    spread();
    for (int i = 0; i < 40; i++) {
      world.disconnect(FIRST);
      world.connect(FIRST);
    }

    world.takeOver();
    world.handle(new Input.WorkerConnected(FIRST, 1, Set.of(world.attempt(run, "a"))));
    world.pass(LEASE);

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.DISPATCHED);
  }

  @Test
  void shouldIgnoreTheEndOfASessionThatWasFollowedByAnother() {
    spread();
    world.takeOver();
    world.handle(new Input.WorkerConnected(FIRST, 1, Set.of(world.attempt(run, "a"))));
    world.handle(new Input.WorkerConnected(FIRST, 2, Set.of(world.attempt(run, "a"))));

    world.handle(new Input.WorkerDisconnected(FIRST, 1));
    world.handle(new Input.WorkerConnected(FIRST, 1, Set.of()));
    world.pass(LEASE);

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.DISPATCHED);
  }

  @Test
  void shouldTakeReportsThatComeBeforeTheirWorkerHasConnected() {
    spread();
    AttemptId a = world.attempt(run, "a");
    AttemptId b = world.attempt(run, "b");

    world.takeOver();
    world.report(a, new Input.Report.Succeeded(world.now, null));
    world.report(b, new Input.Report.Started(world.now));
    world.connect(FIRST);
    world.connect(SECOND);

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.SUCCEEDED);
    assertThat(world.state(run, "b")).isEqualTo(TaskRunState.RUNNING);
    assertThat(world.acknowledged).hasSize(2);
    assertThat(world.cancels).isEmpty();
    assertThat(world.heldBy(FIRST)).isEmpty();
  }

  @Test
  void shouldGoOnWithAnAttemptThatAnEarlierOwnerSent() {
    spread();
    world.takeOver();
    world.takeOver();
    for (long worker : List.of(FIRST, SECOND, THIRD)) {
      world.connect(worker);
    }

    for (String task : List.of("a", "b", "c")) {
      world.report(world.attempt(run, task), new Input.Report.Succeeded(world.now, null));
    }

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    assertThat(world.attempts).isEmpty();
  }

  @Test
  void shouldSendAgainWhatTheEarlierOwnerRecordedAndNeverSent() {
    spread();
    AttemptId a = world.attempt(run, "a");
    world.held.remove(a);

    world.takeOver();
    world.connect(FIRST);

    assertThat(world.heldBy(FIRST)).containsExactly(a);
  }

  @Test
  void shouldAcknowledgeAndStopWhatWasGivenToAnotherWorkerMeanwhile() {
    spread();
    AttemptId old = world.attempt(run, "a");
    Effect.Dispatch sent = Objects.requireNonNull(world.held.get(old));
    world.takeOver();
    world.connect(SECOND);
    world.connect(THIRD);
    world.pass(LEASE);
    world.work(SECOND);
    AttemptId next = new AttemptId(run, 0, 2);
    assertThat(world.heldBy(SECOND)).contains(next);

    world.handle(new Input.Reported(FIRST, 91, old, new Input.Report.Started(world.now)));
    assertThat(world.cancels)
        .containsExactly(new Effect.Cancel(FIRST, old, Effect.Cancel.Reason.SUPERSEDED));
    world.cancels.clear();
    world.held.put(old, sent);
    world.connect(FIRST);
    assertThat(world.cancels)
        .containsExactly(new Effect.Cancel(FIRST, old, Effect.Cancel.Reason.SUPERSEDED));
    world.cancels.clear();
    int events = world.events.size();
    world.handle(new Input.Reported(FIRST, 92, old, new Input.Report.Succeeded(null, "{}")));

    assertThat(world.acknowledged).containsExactly(91L, 92L);
    assertThat(world.cancels).isEmpty();
    assertThat(world.events).hasSize(events);
    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.DISPATCHED);
    world.report(next, new Input.Report.Succeeded(world.now, null));
    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.SUCCEEDED);
  }

  @Test
  void shouldAcknowledgeReportsAboutRunsThatEndedUnderAnEarlierOwner() {
    spread();
    AttemptId a = world.attempt(run, "a");
    world.cancel(run);
    List.of(FIRST, SECOND, THIRD).forEach(world::kill);
    assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);

    world.takeOver();
    world.handle(new Input.Reported(FIRST, 93, a, new Input.Report.Succeeded(null, null)));

    assertThat(world.acknowledged).containsExactly(93L);
    assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
  }
}
