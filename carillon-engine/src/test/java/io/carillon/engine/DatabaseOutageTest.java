package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.engine.partition.OverloadedException;
import io.carillon.kernel.Answer;
import io.carillon.kernel.row.RunState;
import io.carillon.store.testing.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away under load and comes back. */
class DatabaseOutageTest {

  @TempDir Path directory;

  @Test
  void shouldLoseNothingAndTellCallersToComeBackWhenTheDatabaseIsAway() throws Exception {
    try (PostgresServer postgres = PostgresServer.start();
        World world = new World(postgres.newDatabase(), directory)) {
      world.save("job", "only: {type: count}");
      world.worker(16, new World.Scripted("count", task -> {}));
      ConcurrentLinkedQueue<Long> accepted = new ConcurrentLinkedQueue<>();
      AtomicInteger refused = new AtomicInteger();
      AtomicBoolean loading = new AtomicBoolean(true);
      List<Thread> callers =
          List.of(1, 2, 3, 4).stream()
              .map(i -> Thread.ofVirtual().start(() -> call(world, loading, accepted, refused)))
              .toList();
      await().until(() -> accepted.size() > 200);

      postgres.stop();
      await().atMost(Duration.ofSeconds(60)).until(() -> refused.get() > 20);
      assertThat(world.engine().healthy()).isFalse();
      int before = accepted.size();
      postgres.startAgain();
      await().atMost(Duration.ofSeconds(60)).until(() -> accepted.size() > before + 200);
      loading.set(false);
      for (Thread caller : callers) {
        caller.join();
      }

      assertThat(world.engine().healthy()).isTrue();
      for (long run : accepted) {
        assertThat(world.awaitEnd(run).state()).isEqualTo(RunState.SUCCEEDED);
      }
    }
  }

  private static void call(
      World world,
      AtomicBoolean loading,
      ConcurrentLinkedQueue<Long> accepted,
      AtomicInteger refused) {
    while (loading.get()) {
      try {
        Answer answer = world.engine().submit(World.triggerOf("job", null)).join();
        accepted.add(((Answer.RunAccepted) answer).runId());
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof OverloadedException)) {
          throw e;
        }
        refused.incrementAndGet();
      }
    }
  }
}
