package io.carillon.model;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One node of a workflow.
 *
 * @param name unique in the workflow
 * @param type what runs: {@code shell}, {@code http}, … A worker must offer it
 * @param config the type's own settings: a {@link Json} object whose strings may hold {@code {{ }}}
 * @param dependsOn names of the tasks that must end first
 * @param triggerRule when the task starts, given how those ended
 * @param when a CEL expression: the task is skipped unless it is true; {@code null}: always
 * @param retries what happens after a failed attempt
 * @param timeout an attempt that takes longer is stopped and has failed; {@code null}: no limit
 * @param delay how long to wait once the task could start
 * @param priority among the tasks of runs of equal priority, -100 to 100; higher goes first
 * @param pool which workers may run it
 * @param tags a worker must have all of these
 * @param onFailure what the task's failure means for the run
 * @param onLostWorker what happens to an attempt whose worker is lost; {@link OnLostWorker#FAIL} if
 *     {@code atMostOnce}
 * @param atMostOnce an attempt that may have begun is never followed by another: not after a
 *     failure, not when its worker is lost or gives it back. So there are no retries
 * @param stopWhenIsolated its worker stops an attempt that the server cannot hear of; so the server
 *     gives it to no other worker until it is sure that it was stopped
 */
public record Task(
    String name,
    String type,
    Map<String, @Nullable Object> config,
    List<String> dependsOn,
    TriggerRule triggerRule,
    @Nullable String when,
    Retries retries,
    @Nullable Duration timeout,
    Duration delay,
    int priority,
    String pool,
    Set<String> tags,
    OnFailure onFailure,
    OnLostWorker onLostWorker,
    boolean atMostOnce,
    boolean stopWhenIsolated) {

  public Task {
    if (atMostOnce && (onLostWorker != OnLostWorker.FAIL || retries.max() > 0)) {
      throw new IllegalArgumentException(
          "Expected task %s to fail for good, since it runs at most once, but found %s and %s"
              .formatted(name, onLostWorker, retries));
    }
    config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
    dependsOn = List.copyOf(dependsOn);
    tags = Set.copyOf(tags);
  }

  /** Whether a task starts, given how the tasks that it depends on ended. */
  public enum TriggerRule {
    /** All succeeded (or failed with {@code on_failure: ignore}). The default. */
    ALL_SUCCEEDED,
    /** All ended, however. */
    ALL_DONE,
    /** At least one succeeded; does not wait for the others. */
    ONE_SUCCEEDED,
    /** At least one failed; does not wait for the others. */
    ONE_FAILED,
    /** All ended and none failed; skipped ones do not matter. */
    NONE_FAILED
  }

  /** What a task's failure means for its run. */
  public enum OnFailure {
    /**
     * The run fails now: running tasks are cancelled, and nothing more starts but tasks that wait
     * for failures ({@code all_done}, {@code one_failed}). The default.
     */
    FAIL_RUN,
    /** Other branches go on; the run ends failed. */
    CONTINUE,
    /** Counts as success, for the tasks that depend on it and for the run. */
    IGNORE
  }

  /** What happens to an attempt whose worker is lost. */
  public enum OnLostWorker {
    /** It runs again on another worker; not counted as a retry. The default. */
    FAILOVER,
    /** The task fails. The default of tasks that run at most once. */
    FAIL
  }
}
