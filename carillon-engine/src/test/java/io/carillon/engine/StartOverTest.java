package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.engine.partition.OverloadedException;
import io.carillon.kernel.row.RunState;
import io.carillon.store.testing.TestDatabases;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch that the store refuses for good: the partition starts over from its rows. */
class StartOverTest {

  @TempDir Path directory;

  @Test
  void shouldGoOnFromTheRowsWhenABatchIsRefused() throws Exception {
    try (World world =
        new World(
            TestDatabases.sqlite(directory),
            directory,
            EngineConfig.named("server", 1),
            RefusingStore::new)) {
      world.save("job", "only: {type: block}");
      AtomicInteger begun = new AtomicInteger();
      CountDownLatch started = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      world.worker(
          4,
          new World.Scripted(
              "block",
              task -> {
                begun.incrementAndGet();
                started.countDown();
                go.await();
              }));
      long before = world.trigger("job");
      started.await();

      assertThatThrownBy(() -> world.submit(World.triggerOf("job", RefusingStore.POISON)))
          .hasCauseInstanceOf(OverloadedException.class);
      await().until(() -> world.engine().healthy());
      long after = world.trigger("job");
      go.countDown();

      assertThat(world.awaitEnd(before).state()).isEqualTo(RunState.SUCCEEDED);
      assertThat(world.awaitEnd(after).state()).isEqualTo(RunState.SUCCEEDED);
      assertThat(begun).hasValue(2);
    }
  }
}
