package io.carillon.kernel.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.model.Json;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunFlowTest {

  private final World world = new World();

  private long start(String tasks) {
    world.save("flow", tasks);
    long run = world.trigger("flow");
    world.work(World.WORKER);
    return run;
  }

  @Test
  void shouldStartATaskWhenWhatItDependsOnHasSucceeded() {
    long run = start("a: {type: t}\nb: {type: t, depends_on: [a]}");

    assertThat(world.state(run, "b")).isEqualTo(TaskRunState.PENDING);
    world.succeed(run, "a");
    assertThat(world.state(run, "b")).isEqualTo(TaskRunState.DISPATCHED);
    world.succeed(run, "b");

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
  }

  @Test
  void shouldWaitForAllDependencies() {
    long run = start("a: {type: t}\nb: {type: t}\nc: {type: t, depends_on: [a, b]}");

    world.succeed(run, "b");
    assertThat(world.state(run, "c")).isEqualTo(TaskRunState.PENDING);
    world.succeed(run, "a");

    assertThat(world.state(run, "c")).isEqualTo(TaskRunState.DISPATCHED);
  }

  /** Each row: a rule, how two dependencies end, and what becomes of the task. */
  @ParameterizedTest
  @CsvSource({
    "all_succeeded, succeed, succeed, DISPATCHED",
    "all_succeeded, succeed, fail,    SKIPPED",
    "all_succeeded, succeed, skip,    SKIPPED",
    "all_succeeded, succeed, ignored, DISPATCHED",
    "all_done,      fail,    fail,    DISPATCHED",
    "all_done,      skip,    fail,    DISPATCHED",
    "one_succeeded, fail,    succeed, DISPATCHED",
    "one_succeeded, fail,    skip,    SKIPPED",
    "one_succeeded, ignored, fail,    DISPATCHED",
    "one_failed,    succeed, fail,    DISPATCHED",
    "one_failed,    succeed, succeed, SKIPPED",
    "one_failed,    ignored, skip,    SKIPPED",
    "none_failed,   succeed, skip,    DISPATCHED",
    "none_failed,   skip,    skip,    DISPATCHED",
    "none_failed,   skip,    fail,    SKIPPED",
  })
  void shouldFollowTheTriggerRule(String rule, String first, String second, TaskRunState end) {
    long run =
        start(
            """
            a: {type: t, %s}
            b: {type: t, %s}
            c: {type: t, depends_on: [a, b], trigger_rule: %s}
            """
                .formatted(policy(first), policy(second), rule));
    end(run, "a", first);
    end(run, "b", second);

    assertThat(world.state(run, "c")).isEqualTo(end);
  }

  private static String policy(String ending) {
    return switch (ending) {
      case "ignored" -> "on_failure: ignore";
      case "skip" -> "when: \"false\"";
      default -> "on_failure: continue";
    };
  }

  private void end(long run, String task, String ending) {
    switch (ending) {
      case "succeed" -> world.succeed(run, task);
      case "skip" -> {}
      default -> world.fail(run, task);
    }
  }

  @Test
  void shouldNotWaitForTheOthersWhenOneIsEnough() {
    long run =
        start(
            """
            a: {type: t, on_failure: continue}
            b: {type: t}
            good: {type: t, depends_on: [a, b], trigger_rule: one_succeeded}
            bad: {type: t, depends_on: [a, b], trigger_rule: one_failed}
            """);

    world.fail(run, "a");
    assertThat(world.state(run, "bad")).isEqualTo(TaskRunState.DISPATCHED);
    assertThat(world.state(run, "good")).isEqualTo(TaskRunState.PENDING);
    world.succeed(run, "b");

    assertThat(world.state(run, "good")).isEqualTo(TaskRunState.DISPATCHED);
  }

  @Test
  void shouldFailTheRunAndCleanUpWhenATaskFails() {
    long run =
        start(
            """
            bad: {type: t}
            beside: {type: t}
            after: {type: t, depends_on: [bad]}
            later: {type: t, depends_on: [beside]}
            tidy: {type: t, depends_on: [bad, beside], trigger_rule: all_done}
            alarm: {type: t, depends_on: [bad], trigger_rule: one_failed}
            """);

    world.fail(run, "bad");

    assertThat(world.state(run)).isEqualTo(RunState.RUNNING);
    assertThat(world.run(run).reason()).isEqualTo("task_failed");
    assertThat(world.cancels).extracting(Effect.Cancel::reason).hasSize(1);
    assertThat(world.state(run, "after")).isEqualTo(TaskRunState.SKIPPED);
    assertThat(world.state(run, "alarm")).isEqualTo(TaskRunState.DISPATCHED);

    world.report(world.attempt(run, "beside"), new Input.Report.Cancelled(world.now));
    world.work(World.WORKER);
    assertThat(world.state(run, "beside")).isEqualTo(TaskRunState.CANCELLED);
    assertThat(world.state(run, "later")).isEqualTo(TaskRunState.SKIPPED);
    world.succeed(run, "tidy");
    world.succeed(run, "alarm");

    assertThat(world.state(run)).isEqualTo(RunState.FAILED);
    assertThat(world.run(run).message()).isEqualTo("Task 'bad' failed");
  }

  @Test
  void shouldLetOtherBranchesGoOnWhenAFailureIsToContinue() {
    long run =
        start(
            """
            bad: {type: t, on_failure: continue}
            beside: {type: t}
            after: {type: t, depends_on: [bad]}
            later: {type: t, depends_on: [beside]}
            """);

    world.fail(run, "bad");
    world.succeed(run, "beside");
    world.succeed(run, "later");

    assertThat(world.state(run, "after")).isEqualTo(TaskRunState.SKIPPED);
    assertThat(world.reason(run, "after")).isEqualTo("upstream_failed");
    assertThat(world.state(run)).isEqualTo(RunState.FAILED);
  }

  @Test
  void shouldSucceedWhenAFailureIsIgnored() {
    long run = start("bad: {type: t, on_failure: ignore}\nafter: {type: t, depends_on: [bad]}");

    world.fail(run, "bad");
    world.succeed(run, "after");

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
  }

  @Test
  void shouldSkipALongChainAtOnce() {
    StringBuilder tasks = new StringBuilder("t0: {type: t, when: \"false\"}\n");
    for (int i = 1; i < 2_000; i++) {
      tasks.append("t%d: {type: t, depends_on: [t%d]}\n".formatted(i, i - 1));
    }

    long run = start(tasks.toString());

    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    assertThat(world.reason(run, "t1999")).isEqualTo("upstream_skipped");
  }

  @Test
  void shouldDelayATask() {
    long run = start("a: {type: t, delay: 5s}");
    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.WAITING);

    world.pass(Duration.ofSeconds(4));
    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.WAITING);
    world.pass(Duration.ofSeconds(1));

    assertThat(world.state(run, "a")).isEqualTo(TaskRunState.QUEUED);
  }

  @Test
  void shouldFailARunThatTakesTooLong() {
    world.saveSource(
        "slow", "name: slow\ntimeout: 10s\ntasks: {a: {type: t}, b: {type: t, depends_on: [a]}}");
    long run = world.trigger("slow");
    world.work(World.WORKER);

    world.pass(Duration.ofSeconds(10));
    world.report(world.attempt(run, "a"), new Input.Report.Cancelled(world.now));

    assertThat(world.state(run)).isEqualTo(RunState.FAILED);
    assertThat(world.run(run).reason()).isEqualTo("timed_out");
    assertThat(world.state(run, "b")).isEqualTo(TaskRunState.SKIPPED);
  }

  @Test
  void shouldFailATaskWhoseConditionCannotBeEvaluated() {
    long run = start("a: {type: t}\nb: {type: t, depends_on: [a], when: outputs.a.missing > 1}");

    world.succeed(run, "a");

    assertThat(world.reason(run, "b")).isEqualTo("expression_failed");
    assertThat(world.state(run)).isEqualTo(RunState.FAILED);
  }

  @Test
  void shouldPutParametersAndOutputsIntoTheConfig() {
    world.saveSource(
        "values",
        """
        name: values
        params:
          day: {type: date, default: "2026-11-20"}
          limit: {type: int}
          label: {type: string, default: "top {{ params.limit }} of {{ params.day }}"}
        tasks:
          a: {type: t, config: {text: "{{ params.label }}", number: "{{ params.limit * 2 }}"}}
          b:
            type: t
            depends_on: [a]
            when: outputs.a.rows > 1
            config: {rows: "{{ outputs.a.rows }}", all: "{{ outputs.a }}", me: "{{ task.name }} {{ attempt }}"}
        """);
    long run = world.trigger("values", Map.of("limit", 10L));
    world.work(World.WORKER);

    assertThat(config(run, "a")).isEqualTo("{\"text\":\"top 10 of 2026-11-20\",\"number\":20}");
    world.succeed(run, "a", "{\"rows\": 3, \"names\": [\"x\", null]}");

    assertThat(config(run, "b"))
        .isEqualTo("{\"rows\":3,\"all\":{\"rows\":3,\"names\":[\"x\",null]},\"me\":\"b 1\"}");
    assertThat(Objects.requireNonNull(world.held.get(world.attempt(run, "b"))).params())
        .isEqualTo("{\"limit\":10,\"day\":\"2026-11-20\",\"label\":\"top 10 of 2026-11-20\"}");
  }

  private String config(long run, String task) {
    return Objects.requireNonNull(world.held.get(world.attempt(run, task))).config();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                        | Expected a value for params.limit, an integer, but found none",
        "{\"limit\": \"ten\"}      | Expected params.limit to be an integer, but found \"ten\"",
        "{\"limit\": 1, \"x\": 2}  | Expected one of the parameters [limit, day], but found 'x'",
        "{\"limit\": 1, \"day\": \"today\"} | Expected params.day to be a date such as 2026-11-20,"
            + " but found \"today\"",
      })
  void shouldRefuseParametersThatDoNotFit(String params, String message) {
    world.saveSource(
        "typed",
        """
        name: typed
        params: {limit: {type: int}, day: {type: date, default: "2026-01-01"}}
        tasks: {a: {type: t}}
        """);

    Answer answer = world.ask(World.triggerOf("typed", Json.parseObject(params)));

    assertThat(answer).isEqualTo(new Answer.Rejected(Answer.Code.PARAMS_INVALID, message));
    assertThat(world.runs).isEmpty();
  }

  @Test
  void shouldRefuseParametersThatAreTooLarge() {
    world.saveSource("large", "name: large\nparams: {text: {type: string}}\ntasks: {a: {type: t}}");

    Answer answer = world.ask(World.triggerOf("large", Map.of("text", "x".repeat(2_000_000))));

    assertThat(answer).isInstanceOf(Answer.Rejected.class);
    assertThat(answer.toString()).contains("at most 262144 characters", "2000011");
  }

  @Test
  void shouldCancelARunThatIsWaitingAndRunning() {
    long run = start("a: {type: t}\nb: {type: t, delay: 1h}\nc: {type: t, depends_on: [a]}");

    assertThat(world.cancel(run)).isEqualTo(new Answer.CancelAccepted(run, RunState.CANCELLING));
    assertThat(world.state(run, "b")).isEqualTo(TaskRunState.CANCELLED);
    world.report(world.attempt(run, "a"), new Input.Report.Cancelled(world.now));

    assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
    assertThat(world.run(run).message()).isEqualTo("Cancelled by tester");
    assertThat(world.state(run, "c")).isEqualTo(TaskRunState.PENDING);
    // Who asks again, because no answer came, is told the same.
    assertThat(world.cancel(run)).isEqualTo(new Answer.CancelAccepted(run, RunState.CANCELLED));
  }

  @Test
  void shouldMakeAVersionOnlyWhenTheSourceChanges() {
    world.save("w", "a: {type: t}");
    Answer.WorkflowSaved same = (Answer.WorkflowSaved) world.save("w", "a: {type: t}");
    Answer.WorkflowSaved other = (Answer.WorkflowSaved) world.save("w", "b: {type: t}");

    assertThat(same.changed()).isFalse();
    assertThat(same.workflow().version()).isEqualTo(1);
    assertThat(other.changed()).isTrue();
    assertThat(other.workflow().version()).isEqualTo(2);
  }

  @Test
  void shouldStartNoRunOfADeletedWorkflowButFinishThoseThatExist() {
    long run = start("a: {type: t}");

    world.ask(new Command.DeleteWorkflow("test", "flow", "tester"));
    Answer refused = world.ask(World.triggerOf("flow", Map.of()));
    world.succeed(run, "a");

    assertThat(((Answer.Rejected) refused).code()).isEqualTo(Answer.Code.WORKFLOW_NOT_FOUND);
    assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    assertThat(((Answer.WorkflowSaved) world.save("flow", "a: {type: t}")).workflow().version())
        .isEqualTo(2);
  }
}
