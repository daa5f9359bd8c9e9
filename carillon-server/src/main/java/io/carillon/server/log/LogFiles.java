package io.carillon.server.log;

import io.carillon.kernel.AttemptId;
import java.nio.file.Path;

/**
 * Where the log of an attempt lies: {@code FOLDER/SHARD/RUN/TASK-ATTEMPT.part} while it grows,
 * {@code ….log} once it has ended. Names are made of numbers alone, so no log lies elsewhere.
 */
record LogFiles(Path part, Path ended) {

  /** 256 shards, so that no folder holds more than a 256th of all runs. */
  static LogFiles of(Path folder, AttemptId attempt) {
    if (attempt.runId() < 0 || attempt.task() < 0 || attempt.attempt() < 1) {
      throw new IllegalArgumentException("Expected an attempt's id, but found " + attempt);
    }
    long mixed = attempt.runId() * 0x9E3779B97F4A7C15L;
    String shard = "%02x".formatted(mixed >>> 56);
    Path run = folder.resolve(shard).resolve(Long.toString(attempt.runId()));
    String name = attempt.task() + "-" + attempt.attempt();
    return new LogFiles(run.resolve(name + ".part"), run.resolve(name + ".log"));
  }
}
