package io.carillon.worker;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.CompletableFuture.runAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Finished;
import io.carillon.protocol.Finished.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker against a gateway over real gRPC. */
class WorkerTest {

  private static final String TEXT = "{\"text\":\"%s\"}";
  private static final String SIZE = "{\"bytes\":%d}";

  @TempDir private Path data;
  private final FakeGateway gateway = new FakeGateway();
  private final TestTasks tasks = new TestTasks();
  private WorkerConfig config =
      WorkerConfig.of(List.of(gateway.address()), FakeGateway.TOKEN)
          .withName("tester")
          .withCapacity(4)
          .withDrainTimeout(Duration.ofMillis(200))
          .withStopGrace(Duration.ofMillis(300))
          .withLogLimit(1024 * 1024)
          .withTaskTypes(tasks.types());
  private final List<Worker> workers = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    tasks.release();
    workers.forEach(Worker::close);
    gateway.stop();
  }

  private void start() {
    workers.add(Worker.start(config.withDataDir(data)));
    await().until(gateway::connected);
  }

  private Worker worker() {
    return workers.get(0);
  }

  private Finished finished(AttemptId id) {
    await().until(() -> gateway.finished(id) != null);
    return requireNonNull(gateway.finished(id));
  }

  @Test
  void shouldRegisterWhatItCanDo() {
    config = config.withPools(List.of("etl")).withTags(List.of("gpu"));

    start();

    var register = gateway.registrations().get(0);
    assertThat(register.getName()).isEqualTo("tester");
    assertThat(register.getPoolsList()).containsExactly("etl");
    assertThat(register.getTagsList()).containsExactly("gpu");
    assertThat(register.getCapacity()).isEqualTo(4);
    assertThat(register.getTaskTypesList())
        .anySatisfy(
            type -> {
              assertThat(type.getName()).isEqualTo("say");
              assertThat(type.getConfigSchema()).contains("\"required\":[\"text\"]");
            });
    assertThat(gateway.free()).isEqualTo(4);
  }

  @Test
  void shouldReportOutputsAndLogWhenTaskSucceeds() throws IOException {
    start();

    AttemptId id = gateway.dispatch(1, "say", TEXT.formatted("hello"));

    Finished outcome = finished(id);
    assertThat(outcome.getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
    assertThat(outcome.getOutputs().toStringUtf8()).contains("\"said\":\"hello\"", "\"attempt\":1");
    assertThat(outcome.getStartedAt()).isPositive().isLessThanOrEqualTo(outcome.getEndedAt());
    // Whoever sees the outcome finds the whole log.
    assertThat(gateway.log(id)).isEqualTo("hello 2026-11-20\n");
    assertThat(gateway.logEnded(id)).isTrue();
    await().until(() -> gateway.free() == 4);
    assertThat(filesLeft()).isEmpty();
  }

  @Test
  void shouldRunTheExampleOfTheDocumentation() {
    config = config.withTaskTypes(List.of(new GreetTask()));
    start();

    AttemptId id = gateway.dispatch(1, "greet", "{\"whom\":\"world\"}");

    assertThat(finished(id).getOutputs().toStringUtf8()).isEqualTo("{\"greeted\":\"world\"}");
    assertThat(gateway.log(id)).isEqualTo("Hello, world\n");
  }

  @Test
  void shouldShipNothingAndReportOnceWhenTaskIsShortAndSilent() {
    start();

    AttemptId id = gateway.dispatch(1, "noop", "{}");

    assertThat(finished(id).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
    await().until(() -> worker().status().holding() == 0);
    assertThat(gateway.logEnded(id)).isFalse();
    assertThat(gateway.reports(id)).last().matches(report -> report.hasFinished());
  }

  @Test
  void shouldFailWithCodeAndMessageWhenTaskSaysSo() {
    start();

    Finished outcome = finished(gateway.dispatch(1, "fail", TEXT.formatted("too_late")));

    assertThat(outcome.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
    assertThat(outcome.getFailureCode()).isEqualTo("too_late");
    assertThat(outcome.getFailureMessage()).isEqualTo("as told");
    assertThat(outcome.getRetryable()).isFalse();
  }

  @Test
  void shouldFailWithStackTraceInLogWhenTaskThrows() {
    start();

    AttemptId id = gateway.dispatch(1, "fail", TEXT.formatted(""));

    Finished outcome = finished(id);
    assertThat(outcome.getFailureCode()).isEqualTo("exception");
    assertThat(outcome.getFailureMessage()).isEqualTo("java.lang.IllegalStateException: boom");
    assertThat(outcome.getRetryable()).isTrue();
    assertThat(gateway.log(id)).contains("IllegalStateException: boom", "TestTasks.fail");
  }

  @Test
  void shouldSurviveWhenTaskOverflowsStackOrMemory() {
    start();

    Finished overflow = finished(gateway.dispatch(1, "overflow", "{}"));
    Finished exhaust = finished(gateway.dispatch(2, "exhaust", "{}"));
    Finished after = finished(gateway.dispatch(3, "noop", "{}"));

    assertThat(overflow.getFailureMessage()).contains("StackOverflowError");
    assertThat(exhaust.getFailureMessage()).contains("OutOfMemoryError");
    assertThat(after.getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
  }

  @Test
  void shouldRefuseConfigAndTypeWhenTheyDoNotFit() {
    start();

    Finished config = finished(gateway.dispatch(1, "say", "{\"txt\":1}"));
    Finished type = finished(gateway.dispatch(2, "teleport", "{}"));

    assertThat(config.getFailureCode()).isEqualTo("config_invalid");
    assertThat(config.getFailureMessage())
        .isEqualTo(
            "Expected in config only text, but found \"txt\"\n"
                + "Expected config.text, but it is missing");
    assertThat(config.getRetryable()).isFalse();
    assertThat(type.getFailureCode()).isEqualTo("task_type_unknown");
    assertThat(type.getRetryable()).isFalse();
  }

  @Test
  void shouldFailWhenOutputsAreTooLarge() {
    start();

    Finished fits = finished(gateway.dispatch(1, "output", SIZE.formatted(250 * 1024)));
    Finished beyond = finished(gateway.dispatch(2, "output", SIZE.formatted(256 * 1024)));

    assertThat(fits.getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
    assertThat(beyond.getFailureCode()).isEqualTo("outputs_too_large");
    assertThat(beyond.getOutputs().isEmpty()).isTrue();
  }

  @Test
  void shouldReportCancelledWhenTaskIsToldToStop() {
    start();
    AttemptId id = gateway.dispatch(1, "wait", "{}");
    await().until(() -> gateway.started(id));

    gateway.cancel(id);

    assertThat(finished(id).getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
    await().until(() -> gateway.free() == 4);
  }

  @Test
  void shouldKeepSlotWhenTaskIgnoresInterrupts() {
    start();
    AttemptId id = gateway.dispatch(1, "hang", "{}");
    await().until(() -> gateway.started(id));

    gateway.cancel(id);

    Finished outcome = finished(id);
    assertThat(outcome.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
    assertThat(outcome.getFailureCode()).isEqualTo("did_not_stop");
    assertThat(gateway.free()).isEqualTo(3);
    await().until(() -> gateway.log(id).contains("TestTasks.hang"));
    tasks.release();
    await().until(() -> gateway.free() == 4);
    assertThat(gateway.reports(id).stream().filter(report -> report.hasFinished())).hasSize(1);
  }

  @Test
  void shouldHandBackWhatRunsWhenItDrains() {
    start();
    AttemptId running = gateway.dispatch(1, "wait", "{}");
    await().until(() -> gateway.started(running));

    CompletableFuture<Void> closing = runAsync(worker()::close);
    await().until(gateway::draining);
    AttemptId late = gateway.dispatch(2, "noop", "{}");

    assertThat(finished(late).getOutcome()).isEqualTo(Outcome.OUTCOME_HANDED_BACK);
    assertThat(finished(late).getStartedAt()).isZero();
    assertThat(finished(running).getOutcome()).isEqualTo(Outcome.OUTCOME_HANDED_BACK);
    closing.join();
    assertThat(worker().status().holding()).isZero();
    assertThat(gateway.connected()).isFalse();
    assertThat(filesLeft()).isEmpty();
  }

  @Test
  void shouldLetTasksEndWhenItDrains() {
    config = config.withDrainTimeout(Duration.ofSeconds(20));
    start();
    AttemptId running = gateway.dispatch(1, "wait", "{}");
    await().until(() -> gateway.started(running));

    CompletableFuture<Void> closing = runAsync(worker()::close);
    await().until(gateway::draining);
    tasks.release();

    closing.join();
    assertThat(finished(running).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
  }

  @Test
  void shouldReportWhatEndedMeanwhileWhenServerRestarts() throws InterruptedException {
    start();
    AttemptId id = gateway.dispatch(1, "wait", "{}");
    await().until(() -> gateway.started(id));

    gateway.stop();
    tasks.release();
    await().until(() -> worker().status().running() == 0);
    assertThat(worker().status().holding()).isEqualTo(1);
    gateway.start();

    assertThat(finished(id).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
    assertThat(gateway.registrations()).hasSizeGreaterThan(1);
    assertThat(gateway.registrations().get(1).getHoldingList()).containsExactly(id);
    assertThat(gateway.registrations().get(1).getWorkerId()).isEqualTo(worker().id());
    await().until(() -> worker().status().holding() == 0 && gateway.free() == 4);
  }

  @Test
  void shouldRunOnceWhenAttemptIsSentAgain() throws InterruptedException {
    start();
    gateway.acknowledge(false);
    AttemptId id = gateway.dispatch(1, "noop", "{}");
    finished(id);

    int before = gateway.reports(id).size();
    gateway.dispatch(id, "noop", "{}");

    await().until(() -> gateway.reports(id).size() > before);
    assertThat(tasks.runs()).isEqualTo(1);
    gateway.acknowledge(true);
  }

  @Test
  void shouldKeepTryingWhenTokenIsRefused() {
    gateway.accept("another");
    workers.add(Worker.start(config.withDataDir(data)));
    await().until(() -> gateway.refused() > 0 && worker().status().problem() != null);

    assertThat(worker().status().problem()).contains("refuses this worker's token");
    gateway.accept(FakeGateway.TOKEN);
    await().atMost(Duration.ofSeconds(15)).until(gateway::connected);
    assertThat(gateway.refused()).isLessThan(4);
  }

  @Test
  void shouldShipWholeLogWhenStreamBreaks() {
    start();
    gateway.breakLogsAfter(3);

    AttemptId id = gateway.dispatch(1, "chatter", SIZE.formatted(600_000));

    finished(id);
    await().until(() -> gateway.logEnded(id));
    assertThat(gateway.log(id)).isEqualTo(lines(600_000));
  }

  @Test
  void shouldShipWholeLogWhenServerWasAway() throws InterruptedException {
    start();
    AttemptId id = gateway.dispatch(1, "hang", "{}");
    await().until(() -> gateway.started(id));
    AttemptId chatter = gateway.dispatch(2, "chatter", SIZE.formatted(300_000));
    gateway.stop();
    await().until(() -> worker().status().running() == 1);
    gateway.start();

    await().until(() -> gateway.logEnded(chatter));
    assertThat(gateway.log(chatter)).isEqualTo(lines(300_000));
  }

  @Test
  void shouldCutLogWithNoteWhenItIsTooLong() {
    start();

    AttemptId id = gateway.dispatch(1, "chatter", SIZE.formatted(2 * 1024 * 1024));

    assertThat(finished(id).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
    await().until(() -> gateway.logEnded(id));
    assertThat(gateway.log(id))
        .startsWith(lines(1024 * 1024).substring(0, 1024 * 1024))
        .endsWith("\n[log cut at 1 MiB by the worker's limit]\n")
        .hasSizeLessThan(1024 * 1024 + 100);
  }

  @Test
  void shouldRemoveDirectoriesOfDeadWorkersWhenItStarts() throws IOException {
    Path dead = Files.createDirectories(data.resolve("worker-dead/attempts/1-0-1"));
    Files.writeString(dead.resolve("left"), "over");
    Files.writeString(data.resolve("worker-dead/lock"), "");
    Files.createDirectories(data.resolve("somebody-elses"));

    start();
    try (Worker another = Worker.start(config.withDataDir(data))) {
      assertThat(data.resolve("worker-" + Long.toHexString(worker().id()))).exists();
      assertThat(data.resolve("worker-" + Long.toHexString(another.id()))).exists();
    }

    assertThat(data.resolve("worker-dead")).doesNotExist();
    assertThat(data.resolve("somebody-elses")).exists();
  }

  private static String lines(int bytes) {
    StringBuilder lines = new StringBuilder();
    for (int line = 0; lines.length() < bytes; line++) {
      lines.append("line ").append(line).append('\n');
    }
    return lines.toString();
  }

  /** Files of attempts in the data directory. */
  private List<Path> filesLeft() {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(Files::isRegularFile).filter(file -> !file.endsWith("lock")).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
