package io.carillon.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.Retries.Backoff;
import io.carillon.model.Task.OnFailure;
import io.carillon.model.Task.OnLostWorker;
import io.carillon.model.Task.TriggerRule;
import io.carillon.model.WorkflowReader.Problem;
import io.carillon.model.WorkflowReader.Reading;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkflowReaderTest {

  private static final Duration NO_DELAY = Duration.ZERO;

  private final WorkflowReader reader = new WorkflowReader();

  @Test
  void shouldGiveDefaultsWhenOnlyRequiredFieldsAreThere() {
    Workflow workflow = valid("{name: a, tasks: {only: {type: shell}}}");

    Task only =
        new Task(
            "only",
            "shell",
            Map.of(),
            List.of(),
            TriggerRule.ALL_SUCCEEDED,
            null,
            Retries.NONE,
            null,
            NO_DELAY,
            0,
            "default",
            Set.of(),
            OnFailure.FAIL_RUN,
            OnLostWorker.FAILOVER,
            false,
            false);
    assertThat(workflow)
        .isEqualTo(new Workflow(null, "a", "", Map.of(), Map.of(), null, 0, Map.of("only", only)));
  }

  @Test
  void shouldGiveEveryFieldWhenAllAreThere() throws IOException {
    Workflow workflow = valid(Samples.read("every-field.yaml"));

    Map<String, Object> config = new LinkedHashMap<>();
    config.put("script", "print({{ params.limit }})");
    config.put("nested", Map.of("list", Arrays.asList(1L, 2.0, true, null, "yes", "12:30", 31L)));
    assertThat(workflow.namespace()).isEqualTo("examples");
    assertThat(workflow.description()).isEqualTo("Two\nlines\n");
    assertThat(workflow.labels()).isEqualTo(Map.of("team", "web", "cost.center", "1.10"));
    assertThat(workflow.params().keySet())
        .containsExactly("day", "limit", "ratio", "deep", "dry", "made", "file");
    assertThat(workflow.params().values())
        .containsExactly(
            new Parameter(Parameter.Type.DATE, "2026-11-20", "The day to report"),
            new Parameter(Parameter.Type.INT, 10L, ""),
            new Parameter(Parameter.Type.DOUBLE, 1.0, ""),
            new Parameter(Parameter.Type.JSON, Map.of("a", Arrays.asList(1L, 2.5, null)), ""),
            new Parameter(Parameter.Type.BOOL, false, ""),
            new Parameter(Parameter.Type.INT, "{{ params.limit }}", ""),
            new Parameter(Parameter.Type.STRING, null, ""));
    assertThat(workflow.timeout()).isEqualTo(Duration.ofHours(1));
    assertThat(workflow.priority()).isEqualTo(-7);
    assertThat(workflow.tasks().get("parse"))
        .isEqualTo(
            new Task(
                "parse",
                "python",
                config,
                List.of("unpack"),
                TriggerRule.NONE_FAILED,
                "params.limit > 3",
                new Retries(0, Duration.ofSeconds(5), Backoff.FIXED, Duration.ofMinutes(1), 0.5),
                Duration.ofMinutes(90),
                Duration.ofMillis(250),
                5,
                "gpu-pool",
                Set.of("gpu", "os:linux"),
                OnFailure.IGNORE,
                OnLostWorker.FAIL,
                true,
                true));
  }

  @Test
  void shouldFailTasksOfALostWorkerWhenTheyRunAtMostOnce() {
    Workflow workflow =
        valid("{name: a, tasks: {a: {type: x, at_most_once: true, retries: {max: 0}}}}");

    assertThat(task(workflow, "a").onLostWorker()).isEqualTo(OnLostWorker.FAIL);
  }

  @Test
  void shouldKeepOrderWhenTasksAreMany() {
    assertThat(valid(chain(100)).tasks().keySet())
        .containsExactlyElementsOf(valid(chain(100)).tasks().keySet())
        .startsWith("t0", "t1", "t2")
        .endsWith("t99");
  }

  @Test
  void shouldLengthenTheLongestDelayWhenTheFirstIsLonger() {
    Workflow workflow = valid("{name: a, tasks: {a: {type: x, retries: {max: 1, delay: 2h}}}}");

    assertThat(task(workflow, "a").retries().maxDelay()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void shouldReadTheSameWhenYamlIsWrittenAsJson() {
    String yaml =
        """
        name: a # a comment
        labels: {unicode: "äöü 🔔", empty: ''}
        params: {deep: {type: json, default: [1, 2.5e3, {x: null}]}}
        tasks:
          b:
            type: shell
            retries: 2
            config:
              script: >-
                one
                line
          c: {type: http, depends_on: [b], timeout: 90m}
        """;
    String json =
        """
        {"name": "a", "labels": {"unicode": "\\u00e4öü \\ud83d\\udd14", "empty": ""},
         "params": {"deep": {"type": "json", "default": [1, 2.5e3, {"x": null}]}},
         "tasks": {
           "b": {"type": "shell", "retries": 2, "config": {"script": "one line"}},
           "c": {"type": "http", "depends_on": ["b"], "timeout": "90m"}}}
        """;

    assertThat(valid(yaml)).isEqualTo(valid(json));
    assertThat(valid("\uFEFF" + yaml)).isEqualTo(valid("\uFEFF  \n" + json));
  }

  @Test
  void shouldStopAtAHundredErrorsWhenThereAreMore() {
    StringBuilder source = new StringBuilder("name: a\ntasks:\n");
    for (int i = 0; i < 150; i++) {
      source.append("  t").append(i).append(": {typo: shell}\n");
    }

    Reading.Invalid invalid = invalid(source.toString());

    assertThat(invalid.errors()).hasSize(100);
    assertThat(invalid.truncated()).isTrue();
  }

  @Test
  void shouldShortenACycleWhenItIsVeryLong() {
    String source =
        chain(1_000).replace("t0: {type: x, depends_on: []}", "t0: {type: x, depends_on: [t999]}");

    Problem cycle = invalid(source).errors().get(0);

    assertThat(cycle.path()).isEqualTo("tasks.t0.depends_on[0]");
    assertThat(cycle.found())
        .startsWith("the cycle t0 → t999 → t998")
        .contains("→ … 950 more … →")
        .endsWith("→ t2 → t1 → t0");
  }

  @Test
  void shouldRunChecksInOrderAndPlaceTheirErrorsWhenStructureIsSound() {
    List<String> ran = new ArrayList<>();
    WorkflowReader checked =
        new WorkflowReader(
            TestSchemas.SHELL_AND_NOOP,
            List.of(
                (workflow, problems) -> {
                  ran.add("first");
                  problems.report("tasks.a.config.env[\"A.B\"]", "x", "y", null);
                  problems.report("tasks.a.config.args[1]", "x", "y", "z");
                  problems.report("tasks.a.config.args[9].deep", "x", "y", null);
                  problems.report("nowhere", "x", "y", null);
                },
                (workflow, problems) -> ran.add("second")));
    String source =
        """
        name: a
        tasks:
          a:
            type: shell
            config:
              script: ls
              env: {A.B: c}
              args: [p, q]
        """;

    Reading.Invalid invalid = (Reading.Invalid) checked.read(source);

    assertThat(ran).containsExactly("first", "second");
    assertThat(invalid.errors())
        .extracting(Problem::message)
        .containsExactly(
            "line 1, column 1: nowhere: found x, expected y",
            "line 7, column 18: tasks.a.config.env[\"A.B\"]: found x, expected y",
            "line 8, column 13: tasks.a.config.args[9].deep: found x, expected y",
            "line 8, column 17: tasks.a.config.args[1]: found x, expected y; did you mean 'z'?");
    ran.clear();
    checked.read("name: a");
    assertThat(ran).isEmpty();
  }

  private Workflow valid(String source) {
    Reading reading = reader.read(source);
    assertThat(reading).isInstanceOf(Reading.Valid.class);
    return ((Reading.Valid) reading).workflow();
  }

  private Reading.Invalid invalid(String source) {
    Reading reading = reader.read(source);
    assertThat(reading).isInstanceOf(Reading.Invalid.class);
    return (Reading.Invalid) reading;
  }

  private static Task task(Workflow workflow, String name) {
    return Objects.requireNonNull(workflow.tasks().get(name));
  }

  /** Tasks of which each depends on the one before. */
  static String chain(int tasks) {
    StringBuilder source = new StringBuilder("name: chain\ntasks:\n");
    for (int i = 0; i < tasks; i++) {
      String before = i == 0 ? "" : "t" + (i - 1);
      source.append("  t%d: {type: x, depends_on: [%s]}\n".formatted(i, before));
    }
    return source.toString();
  }
}
