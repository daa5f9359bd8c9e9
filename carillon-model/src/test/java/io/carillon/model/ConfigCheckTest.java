package io.carillon.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.WorkflowReader.ConfigSchemas;
import io.carillon.model.WorkflowReader.Problem;
import io.carillon.model.WorkflowReader.Reading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigCheckTest {

  @Test
  void shouldAcceptExpressionsWhereverAnotherTypeIsWanted() {
    Reading reading =
        read(
            TestSchemas.SHELL_AND_NOOP,
            """
            name: a
            tasks:
              a:
                type: shell
                config:
                  script: "{{ params.script }}"
                  env: "{{ params.env }}"
                  lines: "{{ params.lines }}"
                  strict: "{{ true }}"
                  args: ["{{ params.arg }}"]
                  shell: "{{ params.shell }}"
                  name: "{{ params.name }}"
                  output: "{{ params.output }}"
                  timeout: "{{ params.timeout }}"
                  mounts: [{path: /a, mode: "{{ params.mode }}"}, "{{ params.mount }}"]
            """);

    assertThat(reading).isInstanceOf(Reading.Valid.class);
  }

  @Test
  void shouldWarnWithANearMissWhenNoWorkerOffersTheType() {
    Reading reading =
        read(TestSchemas.SHELL_AND_NOOP, "{name: a, tasks: {a: {type: shel}, b: {type: noop}}}");

    assertThat(reading).isInstanceOf(Reading.Valid.class);
    assertThat(((Reading.Valid) reading).warnings())
        .extracting(Problem::message)
        .containsExactly(
            "line 1, column 29: tasks.a.type: found the task type 'shel', which no worker offers"
                + " now, expected one of noop, shell; did you mean 'shell'?");
  }

  @Test
  void shouldUseTheNewSchemaWhenItChanges() {
    Map<String, String> byType = new HashMap<>(Map.of("t", "{\"required\": [\"old\"]}"));
    WorkflowReader reader = new WorkflowReader(new TestSchemas(byType), List.of());
    String source = "{name: a, tasks: {a: {type: t, config: {new: 1}}}}";

    Reading before = reader.read(source);
    byType.put("t", "{\"required\": [\"new\"]}");
    Reading after = reader.read(source);

    assertThat(before).isInstanceOf(Reading.Invalid.class);
    assertThat(after).isInstanceOf(Reading.Valid.class);
  }

  @Test
  void shouldWarnWhenASchemaCannotBeUsed() {
    for (String schema :
        List.of(
            "no json",
            "[1]",
            "{\"properties\": {\"x\": {\"pattern\": \"(\"}}}",
            "{\"properties\": {\"x\": {\"$ref\": \"http://127.0.0.1:9/schema\"}}}",
            "{\"properties\": {\"x\": {\"$ref\": \"#/nowhere\"}}}")) {
      Reading reading =
          read(
              new TestSchemas(Map.of("t", schema)),
              "{name: a, tasks: {a: {type: t, config: {x: y}}}}");

      assertThat(reading).as(schema).isInstanceOf(Reading.Valid.class);
      assertThat(((Reading.Valid) reading).warnings())
          .as(schema)
          .extracting(Problem::message)
          .containsExactly(
              "line 1, column 40: tasks.a.config: found a config that cannot be checked, expected"
                  + " a usable JSON Schema from the workers that offer 't'");
    }
  }

  private static Reading read(ConfigSchemas schemas, String source) {
    return new WorkflowReader(schemas, List.of()).read(source);
  }
}
