package io.carillon.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SmallLoopsTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Loops loops = new ThreadLoops(SteadyClock.system());

  @Test
  void shouldStepWhenAllVirtualThreadsAreBusy() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    int busy = 2 * Runtime.getRuntime().availableProcessors();
    CountDownLatch stepped = new CountDownLatch(3);
    for (int i = 0; i < busy; i++) {
      Thread.ofVirtual().start(() -> spin(over));
    }
    try {
      Loop loop =
          loops.startSmall(
              "counting",
              now -> {
                stepped.countDown();
                return stepped.getCount() == 0 ? null : now.plusMillis(1);
              });

      assertThat(stepped.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(loop.awaitEnd(PATIENCE)).isTrue();
    } finally {
      over.set(true);
    }
  }

  @Test
  void shouldStepOnceMoreWhenWokenDuringAStep() throws Exception {
    CountDownLatch stepping = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger steps = new AtomicInteger();
    Loop loop =
        loops.startSmall(
            "woken",
            now -> {
              if (steps.incrementAndGet() == 2) {
                return null;
              }
              stepping.countDown();
              await(goOn);
              return Instant.MAX;
            });
    assertThat(stepping.await(1, TimeUnit.MINUTES)).isTrue();

    loop.wake();
    goOn.countDown();

    assertThat(loop.awaitEnd(PATIENCE)).isTrue();
    assertThat(steps).hasValue(2);
  }

  @Test
  void shouldNeverStepTwiceAtOnceHoweverOftenWoken() throws Exception {
    AtomicInteger within = new AtomicInteger();
    AtomicInteger steps = new AtomicInteger();
    AtomicBoolean twice = new AtomicBoolean();
    AtomicBoolean over = new AtomicBoolean();
    Loop loop =
        loops.startSmall(
            "alone",
            now -> {
              twice.compareAndSet(false, within.incrementAndGet() > 1);
              steps.incrementAndGet();
              within.decrementAndGet();
              return over.get() ? null : now.plusMillis(1);
            });

    for (int i = 0; i < 20_000; i++) {
      loop.wake();
    }
    over.set(true);
    loop.wake();

    assertThat(loop.awaitEnd(PATIENCE)).isTrue();
    assertThat(twice).isFalse();
    assertThat(steps.get()).isPositive();
  }

  @Test
  void shouldGoOnAfterAStepThatFailed() throws Exception {
    AtomicInteger steps = new AtomicInteger();

    Loop loop =
        loops.startSmall(
            "failing",
            now -> {
              if (steps.incrementAndGet() == 1) {
                throw new IllegalStateException("as the test wants");
              }
              return null;
            });

    assertThat(loop.awaitEnd(PATIENCE)).isTrue();
    assertThat(steps).hasValue(2);
  }

  private static void spin(AtomicBoolean over) {
    while (!over.get()) {
      Thread.onSpinWait();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
