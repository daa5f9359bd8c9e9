package io.carillon.engine.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps many parts by few threads. They are threads of the machine: virtual ones wait until those
 * that run give way, and a server that has many requests to answer would be silent to its workers.
 */
final class SmallLoops {

  private static final Logger log = LoggerFactory.getLogger(SmallLoops.class);

  private static final int THREADS = 2;
  private static final long IDLE_SECONDS = 5;

  private final InstantSource clock;
  private final Duration pauseAfterError;
  private final ScheduledThreadPoolExecutor threads;

  SmallLoops(InstantSource clock, Duration pauseAfterError) {
    this.clock = clock;
    this.pauseAfterError = pauseAfterError;
    threads =
        new ScheduledThreadPoolExecutor(
            THREADS, Thread.ofPlatform().name("small-loops-", 1).daemon().factory());
    threads.setRemoveOnCancelPolicy(true);
    threads.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    threads.allowCoreThreadTimeOut(true);
  }

  Loop start(String name, Part part) {
    SmallLoop loop = new SmallLoop(name, part);
    loop.wake();
    return loop;
  }

  private enum State {
    RESTING,
    /** A thread will step it. */
    WOKEN,
    STEPPING,
    /** Woken while a thread steps it. */
    WOKEN_MEANWHILE,
    ENDED
  }

  private final class SmallLoop implements Loop {

    private final String name;
    private final Part part;
    private final AtomicReference<State> state = new AtomicReference<>(State.RESTING);
    private final CountDownLatch ended = new CountDownLatch(1);

    // The alarm is used by whoever steps.
    private @Nullable Future<?> alarm;
    private Instant alarmAt = Instant.MAX;

    SmallLoop(String name, Part part) {
      this.name = name;
      this.part = part;
    }

    @Override
    public void wake() {
      State before =
          state.getAndUpdate(
              now ->
                  switch (now) {
                    case RESTING, WOKEN -> State.WOKEN;
                    case STEPPING, WOKEN_MEANWHILE -> State.WOKEN_MEANWHILE;
                    case ENDED -> State.ENDED;
                  });
      if (before == State.RESTING) {
        threads.execute(this::run);
      }
    }

    @Override
    public boolean awaitEnd(Duration patience) throws InterruptedException {
      return ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void run() {
      state.set(State.STEPPING);
      Instant next = step();
      if (next == null) {
        state.set(State.ENDED);
        ended.countDown();
        silence();
        return;
      }
      setAlarm(next);
      if (!state.compareAndSet(State.STEPPING, State.RESTING)) {
        state.set(State.WOKEN);
        threads.execute(this::run);
      }
    }

    private @Nullable Instant step() {
      try {
        return part.step(clock.instant());
      } catch (RuntimeException e) {
        log.error("{} failed; going on", name, e);
        return clock.instant().plus(pauseAfterError);
      }
    }

    /** One that rings too early does no harm, and saves setting it at each step. */
    private void setAlarm(Instant next) {
      Instant now = clock.instant();
      // It rings after its time: one whose time has come may have been what led here.
      boolean rings = alarm != null && alarmAt.isAfter(now) && !alarmAt.isAfter(next);
      if (rings || next.equals(Instant.MAX)) {
        return;
      }
      silence();
      alarmAt = next;
      Duration rest = next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO;
      alarm = threads.schedule(this::wake, rest.toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    private void silence() {
      if (alarm != null) {
        alarm.cancel(false);
        alarm = null;
      }
    }
  }
}
