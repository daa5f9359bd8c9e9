package io.carillon.model;

import io.carillon.model.Task.OnFailure;
import io.carillon.model.Task.OnLostWorker;
import io.carillon.model.Task.TriggerRule;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry of {@code tasks}. */
final class TaskShape {

  static final int MOST_DEPENDENCIES = 1_000;

  private static final Field<String> TYPE =
      Field.required("type", Names.TYPE, "What runs, such as shell, python, http, sql or java.");
  private static final Field<Map<String, @Nullable Object>> CONFIG =
      Field.optional(
          "config",
          AnyShape.MAP,
          "The settings of the task type. Strings in it may hold {{ expressions }}.",
          Map.of());
  private static final Field<List<String>> DEPENDS_ON =
      Field.optional(
          "depends_on",
          new ListShape<>(Names.IDENTIFIER, "names of tasks", MOST_DEPENDENCIES),
          "The tasks that must end before this one starts.",
          List.of());
  private static final Field<TriggerRule> TRIGGER_RULE =
      Field.optional(
          "trigger_rule",
          Shapes.choice(TriggerRule.class),
          "How the tasks that this one depends on must have ended for it to start. Otherwise it is"
              + " skipped.",
          "all_succeeded");
  private static final Field<String> WHEN =
      Field.optional(
          "when",
          Shapes.text(1, 10_000),
          "A CEL expression, without {{ }}. The task is skipped unless it is true.");
  private static final Field<Retries> RETRIES =
      Field.optional(
          "retries",
          RetriesShape.SHAPE,
          "Attempts after a failed one: how many, or a map that also says at what pace.",
          0);
  private static final Field<Duration> TIMEOUT =
      Field.optional(
          "timeout",
          Shapes.duration(),
          "An attempt that takes longer is stopped and has failed. No limit by default.");
  private static final Field<Duration> DELAY =
      Field.optional(
          "delay",
          Shapes.duration(),
          "How long to wait once the task could start. Not by default.");
  private static final Field<Integer> PRIORITY =
      Field.optional(
          "priority",
          Shapes.integer(-100, 100),
          "Among the tasks of runs of equal priority, higher goes first.",
          0);
  private static final Field<String> POOL =
      Field.optional("pool", Names.PLAIN, "The pool whose workers may run the task.", "default");
  private static final Field<List<String>> TAGS =
      Field.optional(
          "tags",
          new ListShape<>(Names.TAG, "tags", 50),
          "A worker must have all of these to run the task.",
          List.of());
  private static final Field<OnFailure> ON_FAILURE =
      Field.optional(
          "on_failure",
          Shapes.choice(OnFailure.class),
          "What the task's failure means for the run: the run fails at once (fail_run), it fails"
              + " after other branches have ended (continue), or the failure counts as success"
              + " (ignore).",
          "fail_run");
  private static final Field<OnLostWorker> ON_LOST_WORKER =
      Field.optional(
          "on_lost_worker",
          Shapes.choice(OnLostWorker.class),
          "What happens when the worker of an attempt is lost: another worker takes over"
              + " (failover), or the task fails (fail). Always fail with at_most_once.",
          "failover");
  private static final Field<Boolean> AT_MOST_ONCE =
      Field.optional(
          "at_most_once",
          Shapes.bool(),
          "An attempt that may have begun is never followed by another: the task fails when its"
              + " worker is lost, or gives it back after it began. There are no retries.",
          false);
  private static final Field<Boolean> STOP_WHEN_ISOLATED =
      Field.optional(
          "stop_when_isolated",
          Shapes.bool(),
          "A worker that cannot reach the server stops the attempt by itself. In return a lost"
              + " worker's attempt ends only once it must have been stopped, so that two never run"
              + " at once.",
          false);

  static final RecordShape<Task> SHAPE =
      new RecordShape<>(
          "a task",
          "One node of the workflow.",
          List.of(
              TYPE,
              CONFIG,
              DEPENDS_ON,
              TRIGGER_RULE,
              WHEN,
              RETRIES,
              TIMEOUT,
              DELAY,
              PRIORITY,
              POOL,
              TAGS,
              ON_FAILURE,
              ON_LOST_WORKER,
              AT_MOST_ONCE,
              STOP_WHEN_ISOLATED),
          TaskShape::check,
          TaskShape::bind);

  private TaskShape() {}

  private static void check(RecordShape.Values values) {
    if (!values.get(AT_MOST_ONCE, false)) {
      return;
    }
    if (values.get(RETRIES, Retries.NONE).max() > 0) {
      values.reject(RETRIES, "no retries, since at_most_once is true", null);
    }
    if (values.find(ON_LOST_WORKER) == OnLostWorker.FAILOVER) {
      values.reject(ON_LOST_WORKER, "fail, since at_most_once is true", "fail");
    }
  }

  private static Task bind(RecordShape.Values values) {
    boolean once = values.get(AT_MOST_ONCE, false);
    return new Task(
        values.name(),
        values.get(TYPE),
        values.get(CONFIG, Map.<String, @Nullable Object>of()),
        values.get(DEPENDS_ON, List.of()),
        values.get(TRIGGER_RULE, TriggerRule.ALL_SUCCEEDED),
        values.find(WHEN),
        values.get(RETRIES, Retries.NONE),
        values.find(TIMEOUT),
        values.get(DELAY, Duration.ZERO),
        values.get(PRIORITY, 0),
        values.get(POOL, "default"),
        new LinkedHashSet<>(values.get(TAGS, List.of())),
        values.get(ON_FAILURE, OnFailure.FAIL_RUN),
        values.get(ON_LOST_WORKER, once ? OnLostWorker.FAIL : OnLostWorker.FAILOVER),
        once,
        values.get(STOP_WHEN_ISOLATED, false));
  }
}
