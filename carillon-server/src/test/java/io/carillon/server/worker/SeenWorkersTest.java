package io.carillon.server.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.gateway.WorkerInfo;
import io.carillon.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SeenWorkersTest {

  private final BlockingQueue<String> written = new LinkedBlockingQueue<>();

  @Test
  void shouldNotLetAWorkerWaitForTheDatabase() throws Exception {
    CountDownLatch answers = new CountDownLatch(1);
    try (SeenWorkers seen =
        new SeenWorkers(
            worker -> {
              awaitUninterrupted(answers);
              written.add(worker.name());
            },
            1)) {
      seen.accept(worker(1, "left"));
      seen.accept(worker(2, "right"));
      assertThat(written).isEmpty();

      answers.countDown();

      assertThat(next()).isEqualTo("left");
      assertThat(next()).isEqualTo("right");
    }
  }

  @Test
  void shouldTryAgainWhenTheDatabaseDidNotAnswer() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (SeenWorkers seen =
        new SeenWorkers(
            worker -> {
              if (calls.incrementAndGet() < 3) {
                throw new StoreException("away", new IllegalStateException("away"));
              }
              written.add(worker.name());
            },
            1)) {
      seen.accept(worker(1, "left"));

      assertThat(next()).isEqualTo("left");
      assertThat(calls).hasValue(3);
    }
  }

  private String next() throws InterruptedException {
    return String.valueOf(written.poll(60, TimeUnit.SECONDS));
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static WorkerInfo worker(long id, String name) {
    return new WorkerInfo(
        id,
        name,
        "host",
        "1",
        List.of("default"),
        List.of(),
        List.of(),
        1,
        0,
        1,
        false,
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
