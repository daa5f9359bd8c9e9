package io.carillon.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.WorkflowReader.Problem;
import io.carillon.model.WorkflowReader.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page {@code docs/workflows.md} is true: its examples are read, and no field is missing. */
class WorkflowsPageTest {

  private static final Path PAGE = Path.of("..", "docs", "workflows.md");
  private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @MethodSource("examples")
  void shouldReadEveryExample(String example) {
    Reading reading = new WorkflowReader().read(completed(example));

    List<String> errors =
        reading instanceof Reading.Invalid invalid
            ? invalid.errors().stream().map(Problem::message).toList()
            : List.of();
    assertThat(errors).isEmpty();
  }

  @Test
  void shouldNameEveryFieldWithItsDefault() throws IOException {
    String page = Files.readString(PAGE);

    for (RecordShape<?> shape : List.of(WorkflowShape.SHAPE, TaskShape.SHAPE, RetriesShape.FULL)) {
      for (Field<?> field : shape.fields()) {
        Object usual = field.otherwise();
        boolean plain =
            usual instanceof String || usual instanceof Number || usual instanceof Boolean;
        String row = "\\| `%s` \\|.*%s.*".formatted(field.name(), plain ? usual : "");
        assertThat(page.lines().filter(line -> line.matches(row))).as(row).isNotEmpty();
      }
    }
  }

  @Test
  void shouldNameEveryLimit() throws IOException {
    String page = Files.readString(PAGE);

    for (int limit :
        List.of(
            TreeReader.LONGEST_SOURCE,
            TreeReader.DEEPEST,
            TreeReader.MOST_VALUES,
            TreeReader.LONGEST_TEXT,
            Findings.LIMIT,
            WorkflowShape.MOST_TASKS,
            TaskShape.MOST_DEPENDENCIES)) {
      assertThat(page).contains(String.format(Locale.ROOT, "%,d", limit));
    }
  }

  static Stream<String> examples() throws IOException {
    return EXAMPLE.matcher(Files.readString(PAGE)).results().map((MatchResult r) -> r.group(1));
  }

  /** Examples of one part leave out what every definition needs. */
  private static String completed(String example) {
    String named = example.contains("\nname:") ? "" : "name: example\n";
    String tasks = example.contains("tasks:\n") ? "" : "tasks: {a: {type: shell}}\n";
    return named + example + tasks;
  }
}
