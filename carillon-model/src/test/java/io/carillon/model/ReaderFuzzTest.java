package io.carillon.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.carillon.model.WorkflowReader.Problem;
import io.carillon.model.WorkflowReader.Reading;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever becomes of a definition, it is read, or refused with errors that stand in it. */
class ReaderFuzzTest {

  private static final int ROUNDS = 1_500;

  /** What YAML and JSON trip over, and what definitions are made of. */
  private static final List<String> SNIPPETS =
      List.of(
          "\n",
          "\t",
          " ",
          "  ",
          ":",
          ": ",
          "-",
          "- ",
          "?",
          "? ",
          ",",
          "[",
          "]",
          "{",
          "}",
          "{{",
          "}}",
          "'",
          "\"",
          "\\",
          "\\u12",
          "#",
          "&a ",
          "*a",
          "!!str ",
          "!x ",
          "|",
          ">-",
          "%",
          "@",
          "`",
          "~",
          "---\n",
          "...\n",
          "<<: ",
          "null",
          "true",
          "yes",
          ".nan",
          "-.inf",
          "1e999",
          "0x",
          "017",
          "99999999999999999999",
          "😀",
          "\u0000",
          "\u0085",
          "\uFEFF",
          "\uD800",
          "\r",
          "depends_on",
          "tasks",
          "type",
          "[unpack]",
          "1h",
          "PT",
          "=",
          "<",
          "\u2028");

  @Test
  void shouldAlwaysGiveAWorkflowOrPlacedErrorsWhenDefinitionsAreMutated() throws IOException {
    WorkflowReader reader = new WorkflowReader(TestSchemas.SHELL_AND_NOOP, List.of());
    List<String> definitions =
        List.of(
            Samples.read("every-field.yaml"),
            Samples.read("weblog-report.yaml"),
            asJson(Samples.read("weblog-report.yaml")));
    long first = Long.getLong("seed", 20_261_120L);
    for (long seed = first; seed < first + ROUNDS; seed++) {
      Random random = new Random(seed);
      String source = mutated(definitions.get(random.nextInt(definitions.size())), random);
      assertThatCode(() -> assertPlaced(source, reader.read(source)))
          .as("run again with -Dseed=%d", seed)
          .doesNotThrowAnyException();
    }
  }

  private static String asJson(String yaml) {
    Node root = TreeReader.read(yaml, new Findings());
    return root == null ? "" : Json.write(root.json());
  }

  private static void assertPlaced(String source, Reading reading) {
    if (!(reading instanceof Reading.Invalid invalid)) {
      return;
    }
    long lines = source.split("\r\n|[\n\r\u0085\u2028\u2029]", -1).length;
    assertThat(invalid.errors()).isNotEmpty();
    for (Problem problem : invalid.errors()) {
      assertThat(problem.line()).as(problem.message()).isBetween(1, (int) lines + 1);
      assertThat(problem.column()).as(problem.message()).isBetween(1, source.length() + 2);
      assertThat(problem.found()).isNotEmpty();
      assertThat(problem.expected()).isNotEmpty();
      assertThat(problem.message()).doesNotContain("\n", "snakeyaml", "jackson", "Exception");
    }
  }

  private static String mutated(String definition, Random random) {
    StringBuilder source = new StringBuilder(definition);
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      int at = random.nextInt(source.length() + 1);
      int end = Math.min(source.length(), at + 1 + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> source.delete(at, end);
        case 1 -> source.insert(at, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
        case 2 -> source.replace(at, end, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
        case 3 -> source.insert(random.nextInt(source.length() + 1), source.substring(at, end));
        default -> source.setLength(random.nextInt(8) == 0 ? at : source.length());
      }
    }
    return source.toString();
  }
}
