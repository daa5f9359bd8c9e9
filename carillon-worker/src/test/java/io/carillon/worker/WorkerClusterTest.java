package io.carillon.worker;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.CompletableFuture.runAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Finished;
import io.carillon.protocol.Finished.Outcome;
import io.carillon.worker.session.LinkStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker with sessions to several servers, over real gRPC. */
class WorkerClusterTest {

  private static final int ISOLATION = 1_000;

  @TempDir private Path data;
  private final FakeLogs logs = new FakeLogs();
  private final FakeGateway a = new FakeGateway("a", logs);
  private final FakeGateway b = new FakeGateway("b", logs);
  private final FakeGateway c = new FakeGateway("c", logs);
  private final TestTasks tasks = new TestTasks();
  private Worker worker;

  @BeforeEach
  void start() {
    a.own(1, 1);
    b.own(2, 1);
    a.members(List.of(a.address(), b.address()));
    b.members(List.of(a.address(), b.address()));
    a.isolateAfter(ISOLATION);
    worker =
        Worker.start(
            WorkerConfig.of(List.of(a.address()), FakeGateway.TOKEN)
                .withCapacity(4)
                .withDataDir(data)
                .withDrainTimeout(Duration.ofMillis(200))
                .withStopGrace(Duration.ofSeconds(20))
                .withTaskTypes(tasks.types()));
    await().until(() -> a.connected() && b.connected());
  }

  @AfterEach
  void end() throws InterruptedException {
    tasks.release();
    worker.close();
    a.stop();
    b.stop();
    c.stop();
  }

  private static Finished finished(FakeGateway gateway, AttemptId id) {
    await().until(() -> gateway.finished(id) != null);
    return requireNonNull(gateway.finished(id));
  }

  @Test
  void shouldHaveSessionsWithAllServersWhenOneWasGiven() {
    await().until(() -> a.free() == 2 && b.free() == 2);
    assertThat(worker.status().links())
        .extracting(LinkStatus::server)
        .containsExactlyInAnyOrder(a.address(), b.address());
    await().untilAsserted(() -> assertThat(worker.status().links()).allMatch(LinkStatus::up));
    assertThat(worker.status().problem()).isNull();
    AttemptId first = a.dispatch(1, "noop", "{}");
    AttemptId second = b.dispatch(2, "noop", "{}");
    assertThat(finished(a, first).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
    assertThat(finished(b, second).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
  }

  @Test
  void shouldReportToTheNewOwnerWhenPartitionMovesWhileTaskRuns() {
    AttemptId id = a.dispatch(1, "wait", "{}");
    await().until(() -> a.started(id));

    a.release(1);
    b.own(1, 2);
    await().until(() -> !b.holdings(1).isEmpty());
    tasks.release();

    assertThat(finished(b, id).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
    assertThat(a.finished(id)).isNull();
    assertThat(b.holdings(1))
        .singleElement()
        .satisfies(holding -> assertThat(holding.getAttemptsList()).containsExactly(id));
    await().until(() -> worker.status().holding() == 0);
    assertThat(tasks.runs()).isEqualTo(1);
  }

  @Test
  void shouldReportToAnotherServerWhenTheOwnerDies() throws InterruptedException {
    await().until(() -> a.free() == 2 && b.free() == 2);
    AttemptId id = a.dispatch(1, "wait", "{}");
    await().until(() -> a.started(id));

    a.stop();
    // Its credits are free at once.
    await().until(() -> b.free() == 3);
    tasks.release();
    await().until(() -> worker.status().running() == 0);
    assertThat(worker.status().holding()).isEqualTo(1);
    assertThat(worker.status().problem()).isNull();
    b.own(1, 2);

    assertThat(finished(b, id).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
    a.start();
    await().until(() -> a.free() == 2 && b.free() == 2);
    assertThat(a.finished(id)).isNull();
  }

  @Test
  void shouldGiveCreditsToTheServerWhoseWorkWaits() {
    await().until(() -> a.free() == 2 && b.free() == 2);

    b.demand(9);

    await().until(() -> b.free() == 4 && a.free() == 0);
    b.demand(0);
    await().until(() -> b.free() == 2 && a.free() == 2);
  }

  @Test
  void shouldDialServerThatJoins() {
    c.members(List.of(a.address(), b.address(), c.address()));
    a.members(List.of(a.address(), b.address(), c.address()));

    await().until(c::connected);
    b.members(List.of(b.address(), c.address()));
    // It stays until its stream ends.
    assertThat(a.up()).isTrue();
  }

  @Test
  void shouldLeaveServerAloneThatHasLeftWhenItsStreamEnds() throws InterruptedException {
    b.members(List.of(b.address()));

    a.stop();

    await().until(() -> worker.status().links().size() == 1);
    a.start();
    await().until(() -> b.free() == 4);
    assertThat(a.up()).isFalse();
  }

  @Test
  void shouldKillTaskWhenItsOwnerCannotBeReached() throws InterruptedException {
    AttemptId id = a.dispatch(FakeGateway.id(1), "stubborn", "{}", true);
    AttemptId other = a.dispatch(FakeGateway.id(1025), "wait", "{}");
    await().until(() -> a.started(id));

    a.stop();

    await().until(() -> worker.status().running() == 1);
    // Told to stop first, and killed then.
    assertThat(logs.text(id)).contains("not now");
    b.own(1, 2);
    Finished end = finished(b, id);
    assertThat(end.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
    assertThat(end.getFailureCode()).isEqualTo("isolated");
    assertThat(end.getRetryable()).isTrue();
    assertThat(b.finished(other)).isNull();
  }

  @Test
  void shouldLetTaskRunWhenItsOwnerHears() throws InterruptedException {
    AttemptId id = a.dispatch(FakeGateway.id(1), "wait", "{}", true);
    await().until(() -> a.started(id));

    await()
        .during(Duration.ofMillis(ISOLATION * 3 / 2))
        .until(() -> worker.status().running() == 1);
    tasks.release();

    assertThat(finished(a, id).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
  }

  @Test
  void shouldShipWholeLogOnceWhenTheServerThatTakesItDies() throws InterruptedException {
    await().until(() -> b.free() == 2);
    AttemptId id = b.dispatch(2, "babble", "{\"bytes\":20000}");
    await().until(() -> logs.text(id).endsWith("line 9999\n"));

    a.stop();
    tasks.release();

    assertThat(finished(b, id).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
    await().until(() -> logs.ended(id));
    assertThat(logs.text(id))
        .isEqualTo(
            IntStream.range(0, 20_000)
                .mapToObj(line -> "line " + line + "\n")
                .collect(Collectors.joining()));
  }

  @Test
  void shouldHandBackToEachOwnerWhenItDrains() {
    await().until(() -> a.free() == 2 && b.free() == 2);
    AttemptId first = a.dispatch(1, "wait", "{}");
    AttemptId second = b.dispatch(2, "wait", "{}");
    await().until(() -> a.started(first) && b.started(second));

    CompletableFuture<Void> closing = runAsync(worker::close);
    await().until(() -> a.draining() && b.draining());

    assertThat(finished(a, first).getOutcome()).isEqualTo(Outcome.OUTCOME_HANDED_BACK);
    assertThat(finished(b, second).getOutcome()).isEqualTo(Outcome.OUTCOME_HANDED_BACK);
    closing.join();
    assertThat(worker.status().holding()).isZero();
    assertThat(a.up()).isFalse();
    assertThat(b.up()).isFalse();
  }
}
