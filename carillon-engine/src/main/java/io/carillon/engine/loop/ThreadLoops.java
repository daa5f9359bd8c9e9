package io.carillon.engine.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Loops} of a real server: every part has a thread of its own, small ones share some. */
public final class ThreadLoops implements Loops {

  private static final Logger log = LoggerFactory.getLogger(ThreadLoops.class);

  /** So that what comes due in the far future needs no special care. */
  private static final Duration LONGEST_REST = Duration.ofMinutes(1);

  /** After an error that a part did not deal with itself. */
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final SmallLoops small;

  /**
   * @param clock never goes back and never jumps: a {@link SteadyClock}
   */
  public ThreadLoops(InstantSource clock) {
    this.clock = clock;
    this.small = new SmallLoops(clock, PAUSE_AFTER_ERROR);
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public Loop start(String name, Part part) {
    return start(Thread.ofPlatform().name(name).daemon(), part);
  }

  @Override
  public Loop startSmall(String name, Part part) {
    return small.start(name, part);
  }

  private Loop start(Thread.Builder threads, Part part) {
    ThreadLoop loop = new ThreadLoop(part);
    Thread thread = threads.unstarted(loop::run);
    loop.thread = thread;
    thread.start();
    return loop;
  }

  private final class ThreadLoop implements Loop {

    private final Part part;
    private volatile boolean woken;
    private @Nullable Thread thread;

    ThreadLoop(Part part) {
      this.part = part;
    }

    @Override
    public void wake() {
      // Whoever finds it set comes before the step that clears it.
      if (!woken) {
        woken = true;
        LockSupport.unpark(thread);
      }
    }

    @Override
    public boolean awaitEnd(Duration patience) throws InterruptedException {
      return thread == null || thread.join(patience);
    }

    private void run() {
      Instant next = step();
      while (next != null) {
        rest(next);
        next = step();
      }
    }

    private void rest(Instant until) {
      while (!woken) {
        Instant now = clock.instant();
        if (!now.isBefore(until)) {
          return;
        }
        Duration rest =
            until.isAfter(now.plus(LONGEST_REST)) ? LONGEST_REST : Duration.between(now, until);
        LockSupport.parkNanos(this, rest.toNanos());
      }
    }

    private @Nullable Instant step() {
      woken = false;
      try {
        return part.step(clock.instant());
      } catch (RuntimeException e) {
        log.error("{} failed; going on", Thread.currentThread().getName(), e);
        return clock.instant().plus(PAUSE_AFTER_ERROR);
      }
    }
  }
}
