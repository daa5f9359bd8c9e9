package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.kernel.Answer;
import io.carillon.kernel.row.RunState;
import io.carillon.store.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More runs than memory is allowed to hold: they wait in the database. */
class BacklogTest {

  private static final int BACKLOG = 10_000;

  @TempDir Path directory;

  @Test
  void shouldKeepABacklogInTheDatabaseAndLetOtherWorkflowsPass() throws Exception {
    EngineConfig small =
        new EngineConfig("server", 1, Duration.ofSeconds(2), Duration.ofSeconds(1), 5_000, 800);
    try (World world = new World(TestDatabases.sqlite(directory), directory, small)) {
      world.save("many", "only: {type: count}");
      world.save("few", "only: {type: count}");
      Set<String> ran = ConcurrentHashMap.newKeySet();
      AtomicInteger twice = new AtomicInteger();
      Semaphore permits = new Semaphore(0);
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < BACKLOG; i++) {
        answers.add(world.engine().submit(World.triggerOf("many", null)));
        if (answers.size() % 2_000 == 0) {
          CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0])).join();
        }
      }
      world.worker(
          8,
          new World.Scripted(
              "count",
              task -> {
                permits.acquire();
                if (!ran.add(task.runId())) {
                  twice.incrementAndGet();
                }
              }));

      // Eight of the many hold the worker; of the next ones that get a turn, one is of the few.
      long few = world.trigger("few");
      permits.release(100);
      assertThat(world.awaitEnd(few).state()).isEqualTo(RunState.SUCCEEDED);
      assertThat(ran.size()).isLessThanOrEqualTo(100);

      permits.release(BACKLOG);
      await().atMost(Duration.ofMinutes(2)).until(() -> ran.size() == BACKLOG + 1);
      assertThat(twice).hasValue(0);
    }
  }
}
