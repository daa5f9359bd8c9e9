package io.carillon.bench;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Where the no-op jobs of a scheduler in this process leave their mark. */
final class JobLedger {

  static final String STAMPED = "stamped-";

  private final AtomicLong keys = new AtomicLong();
  private final AtomicLong executed = new AtomicLong();
  private final Map<String, Long> starts = new ConcurrentHashMap<>();

  String newKey() {
    return "plain-" + keys.incrementAndGet();
  }

  String newStampedKey() {
    return STAMPED + keys.incrementAndGet();
  }

  /** What a job does: nothing but this. */
  void started(String key) {
    if (key.startsWith(STAMPED)) {
      starts.put(key, Pace.epochMicros());
    } else {
      executed.incrementAndGet();
    }
  }

  void awaitExecuted(long jobs) {
    Pace.await(jobs + " executions", Duration.ofMinutes(5), () -> executed.get() >= jobs);
  }

  void verify(long jobs) {
    if (executed.get() != jobs) {
      throw new IllegalStateException(
          "Expected %d executions, but there were %d".formatted(jobs, executed.get()));
    }
  }

  Map<String, Long> starts() {
    return starts;
  }
}
