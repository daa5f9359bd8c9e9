package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.store.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {

  @TempDir Path directory;
  private World world;

  @BeforeEach
  void open() throws IOException {
    world = new World(TestDatabases.sqlite(directory), directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void shouldRunAWorkflowOnAWorker() {
    world.save(
        "chain",
        """
        first: {type: count}
        second: {type: count, depends_on: [first]}
        third: {type: count, depends_on: [first]}
        """);
    AtomicInteger count = new AtomicInteger();
    world.worker(4, new World.Scripted("count", task -> count.incrementAndGet()));

    long run = world.trigger("chain");

    assertThat(world.awaitEnd(run).state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(count).hasValue(3);
    assertThat(world.tasks(run))
        .extracting(row -> row.state())
        .containsOnly(TaskRunState.SUCCEEDED)
        .hasSize(3);
  }

  @Test
  void shouldGoOnAfterARestartWithoutRunningWhatHadSucceeded() throws Exception {
    world.save(
        "two",
        """
        first: {type: count}
        second: {type: block, depends_on: [first]}
        """);
    AtomicInteger firsts = new AtomicInteger();
    AtomicInteger seconds = new AtomicInteger();
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    world.worker(
        4,
        new World.Scripted("count", task -> firsts.incrementAndGet()),
        new World.Scripted(
            "block",
            task -> {
              seconds.incrementAndGet();
              blocked.countDown();
              go.await();
            }));
    long run = world.trigger("two");
    blocked.await();

    world.restartServer();
    go.countDown();

    assertThat(world.awaitEnd(run).state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(firsts).hasValue(1);
    assertThat(seconds).hasValue(1);
  }

  @Test
  void shouldGiveTheSameRunForTheSameKey() {
    world.save("once", "only: {type: count}");

    Answer first = world.submit(World.triggerOf("once", "key"));
    Answer second = world.submit(World.triggerOf("once", "key"));

    long run = ((Answer.RunAccepted) first).runId();
    assertThat(first).isEqualTo(new Answer.RunAccepted(run, false));
    assertThat(second).isEqualTo(new Answer.RunAccepted(run, true));
  }

  @Test
  void shouldGiveTheSameRunForTheSameKeyAfterItEnded() {
    world.save("once", "only: {type: count}");
    world.worker(1, new World.Scripted("count", task -> {}));
    long run = ((Answer.RunAccepted) world.submit(World.triggerOf("once", "key"))).runId();
    world.awaitEnd(run);

    assertThat(world.submit(World.triggerOf("once", "key")))
        .isEqualTo(new Answer.RunAccepted(run, true));
  }

  @Test
  void shouldCancelARunAndItsAttempts() throws Exception {
    world.save("long", "only: {type: block}");
    CountDownLatch started = new CountDownLatch(1);
    world.worker(
        1,
        new World.Scripted(
            "block",
            task -> {
              started.countDown();
              new CountDownLatch(1).await();
            }));
    long run = world.trigger("long");
    started.await();

    Answer answer = world.submit(new Command.CancelRun(run, "tester"));

    assertThat(answer).isEqualTo(new Answer.CancelAccepted(run, RunState.CANCELLING));
    assertThat(world.awaitEnd(run).state()).isEqualTo(RunState.CANCELLED);
    assertThat(world.tasks(run).getFirst().state()).isEqualTo(TaskRunState.CANCELLED);
  }

  @Test
  void shouldRetryAFailedTask() {
    world.save("flaky", "only: {type: flaky, retries: {max: 2, delay: 10ms, jitter: 0}}");
    AtomicInteger attempts = new AtomicInteger();
    world.worker(
        1,
        new World.Scripted(
            "flaky",
            task -> {
              if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
              }
            }));

    long run = world.trigger("flaky");

    assertThat(world.awaitEnd(run).state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(world.tasks(run).getFirst().attempt()).isEqualTo(3);
    assertThat(world.database.queries().attempts(run, 0))
        .extracting(row -> row.outcome() + " " + row.message())
        .allMatch(text -> text.startsWith("failed") && text.contains("not yet"))
        .hasSize(2);
  }

  @Test
  void shouldRunThousandsOfJobsTriggeredAtOnce() {
    world.save("job", "only: {type: count}");
    AtomicInteger count = new AtomicInteger();
    world.worker(64, new World.Scripted("count", task -> count.incrementAndGet()));

    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      answers.add(world.engine().submit(World.triggerOf("job", null)));
    }
    answers.forEach(CompletableFuture::join);

    await().until(() -> count.get() == 3_000);
  }
}
