package io.carillon.kernel.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.WorkflowReader;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionCheckTest {

  private static final WorkflowReader.ConfigSchemas ANY =
      new WorkflowReader.ConfigSchemas() {
        @Override
        public @Nullable String schema(String type) {
          return null;
        }

        @Override
        public Set<String> types() {
          return Set.of("t");
        }
      };

  private final WorkflowReader reader = new WorkflowReader(ANY, List.of(new ExpressionCheck()));

  private static String workflow(String place, String text) {
    return """
    name: w
    params:
      day: {type: date, default: "2026-11-20"}
      next: {type: string, default: "%s"}
      last: {type: string, default: "x"}
    tasks:
      a: {type: t}
      b: {type: t, depends_on: [a], when: '%s', config: {text: '%s'}}
      c: {type: t}
    """
        .formatted(
            place.equals("default") ? text : "x",
            place.equals("when") ? text : "true",
            place.equals("config") ? text : "x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "config  | {{ params.dya }}        | 8 | which names params.dya; there is only params.day",
        "config  | {{ outputs.z.n }}       | 8 | which names outputs.z; there is only outputs.a",
        "config  | {{ outputs.c.n }}       | 8 | outputs.c, but it does not depend on 'c'",
        "config  | {{ 1 + }}               | 8 | '1 +', column 4",
        "config  | {{ params.day           | 8 | expected }} after {{",
        "config  | {{ params.day + 1 }}    | 8 | no matching overload for '_+_'",
        "config  | {{ System.exit(0) }}    | 8 | undeclared reference",
        "when    | 1 + 1                   | 8 | never true or false",
        "when    | outputs.b.n > 1         | 8 | outputs.b, but it does not depend on 'b'",
        "default | {{ params.last }}       | 4 | params.last, which is not declared before it",
        "default | {{ outputs.a.n }}       | 4 | names outputs.a; there is nothing in outputs.…",
      })
  void shouldSayWhereAnExpressionIsWrongAndWhy(
      String place, String text, int line, String message) {
    WorkflowReader.Reading reading = reader.read(workflow(place, text));

    assertThat(reading).isInstanceOf(WorkflowReader.Reading.Invalid.class);
    List<WorkflowReader.Problem> errors = ((WorkflowReader.Reading.Invalid) reading).errors();
    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst().line()).isEqualTo(line);
    assertThat(errors.getFirst().message()).contains(message);
  }

  @Test
  void shouldTakeSoundExpressionsEverywhere() {
    assertThat(reader.read(workflow("config", "{{ outputs.a.n + 1 }} on {{ params.day }}")))
        .isInstanceOf(WorkflowReader.Reading.Valid.class);
    assertThat(reader.read(workflow("when", "has(outputs.a.n) && run.id != \"\"")))
        .isInstanceOf(WorkflowReader.Reading.Valid.class);
    assertThat(reader.read(workflow("default", "{{ params.day }} {{ {\"a\": {\"b\": 1}} }}")))
        .isInstanceOf(WorkflowReader.Reading.Invalid.class);
    assertThat(reader.read(workflow("config", "{{ {\"a\": {\"b\": \"}}\"}} }}")))
        .isInstanceOf(WorkflowReader.Reading.Valid.class);
  }
}
