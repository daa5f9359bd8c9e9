package io.carillon.sdk;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an attempt knows and can do. Safe for use by several threads of the same attempt. */
public interface TaskContext {

  String runId();

  String namespace();

  String workflow();

  String task();

  /** Number of this attempt of the task, from 1, counting retries and failovers. */
  int attempt();

  /**
   * Rises with every attempt of this task in this run. Give it to systems that you write to, so
   * that a late attempt cannot overwrite what a newer one wrote.
   */
  long fencingToken();

  /** The instant that the run stands for. */
  Instant scheduledTime();

  /** The run's parameters: JSON values as String, Long, Double, Boolean, List, Map. */
  Map<String, @Nullable Object> params();

  /** A directory for this attempt alone, made when first asked for and removed afterwards. */
  Path workDir();

  /** The attempt's log: bytes are shown as UTF-8 with ANSI colours kept. Never blocks for long. */
  OutputStream log();

  /** Writes a line to {@link #log()}. */
  void log(String line);

  /**
   * Sets an output, which later tasks reach as {@code {{ outputs.TASK.NAME }}}.
   *
   * @param value String, Long, Integer, Double, Boolean, List, Map or null
   */
  void output(String name, @Nullable Object value);

  /** True once the attempt was told to stop. The thread has been interrupted, too. */
  boolean cancelled();

  /** Runs {@code action} when the attempt is told to stop, at once if it already was. */
  void onCancel(Runnable action);
}
