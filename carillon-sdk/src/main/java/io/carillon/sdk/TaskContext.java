package io.carillon.sdk;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an attempt knows and can do. Safe for use by several threads of the same attempt. */
public interface TaskContext {

  /** Id of the run, a decimal number. */
  String runId();

  /** Namespace of the workflow. */
  String namespace();

  /** Name of the workflow. */
  String workflow();

  /** Name of the task within the workflow. */
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

  /**
   * The run's parameters by name: JSON values as String, Long, Double, Boolean, List, Map, null.
   * Cannot be changed.
   */
  Map<String, @Nullable Object> params();

  /**
   * A directory for this attempt alone, on the worker's disk; made when first asked for, removed
   * with all that is in it when the attempt has ended.
   *
   * @throws java.io.UncheckedIOException if it cannot be made
   */
  Path workDir();

  /**
   * The attempt's log: bytes are shown as UTF-8 with ANSI colours kept, while the task runs.
   * Writing neither fails nor waits for a server; what is beyond the worker's limit (16 MiB) is
   * dropped, and the log says so. Closing it does nothing.
   */
  OutputStream log();

  /** Writes a line to {@link #log()}; the line end is added. */
  void log(String line);

  /**
   * Sets an output, which later tasks reach as {@code {{ outputs.TASK.NAME }}}; replaces an earlier
   * one of that name. Outputs count only if the attempt succeeds. All together may have 256 KiB as
   * JSON, or the attempt fails with {@code outputs_too_large}.
   *
   * @param value String, Long, Integer, finite Double, Boolean, List, Map with String keys, or
   *     null; it is copied
   * @throws IllegalArgumentException if the value is none of these
   */
  void output(String name, @Nullable Object value);

  /** True once the attempt was told to stop. The thread is interrupted soon after, too. */
  boolean cancelled();

  /**
   * Runs {@code action} when the attempt is told to stop, on another thread; if it already was, at
   * once on this one. The task's thread is interrupted after all actions have run.
   *
   * <pre>{@code
   * Statement statement = connection.createStatement();
   * task.onCancel(() -> cancelQuietly(statement));
   * }</pre>
   */
  void onCancel(Runnable action);

  /**
   * Runs {@code action} when the attempt, having been told to stop or not, has no time left for it;
   * on another thread; if that was already so, at once on this one. This happens to a task marked
   * {@code stop_when_isolated} whose worker cannot reach the servers: soon it runs elsewhere. The
   * action ends by force what interrupting the task's thread does not end at once, such as other
   * processes. The thread is interrupted after all actions have run.
   */
  void onKill(Runnable action);
}
