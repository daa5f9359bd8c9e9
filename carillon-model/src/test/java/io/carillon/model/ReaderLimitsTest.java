package io.carillon.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.WorkflowReader.Problem;
import io.carillon.model.WorkflowReader.Reading;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is too much is refused with one clear error. */
class ReaderLimitsTest {

  @Test
  void shouldReadWhenTasksAreAtTheLimit() {
    assertThat(new WorkflowReader().read(WorkflowReaderTest.chain(5_000)))
        .isInstanceOf(Reading.Valid.class);
  }

  @Test
  void shouldRefuseWhenTasksAreTooMany() {
    assertThat(onlyError(WorkflowReaderTest.chain(5_001)))
        .isEqualTo(
            "line 2, column 1: tasks: found 5,001 tasks, expected a map of 1 to 5,000 tasks");
  }

  @Test
  void shouldRefuseWhenSourceIsTooLong() {
    assertThat(onlyError("#".repeat(9 << 20)))
        .isEqualTo(
            "line 1, column 1: found a definition of 9,437,184 characters, expected at most"
                + " 8,388,608");
  }

  @Test
  void shouldRefuseWhenALineOfYamlIsTooLong() {
    assertThat(onlyError("name: a\ndescription: '" + "x".repeat(2_000_000) + "'\n"))
        .isEqualTo(
            "line 2, column 1: found a line of 2,000,015 characters, expected at most 1,048,576 in"
                + " YAML");
  }

  @Test
  void shouldRefuseWhenYamlIsTooDeep() {
    assertThat(onlyError("a: " + "[".repeat(1_000_000)))
        .isEqualTo(
            "line 1, column 103: found more than 100 levels of nesting, expected a flatter"
                + " definition");
  }

  @Test
  void shouldRefuseWhenJsonIsTooDeep() {
    assertThat(onlyError("{\"a\":".repeat(1_000_000)))
        .isEqualTo(
            "line 1, column 501: found more than 100 levels of nesting, expected a flatter"
                + " definition");
  }

  @Test
  void shouldRefuseWhenValuesAreTooMany() {
    assertThat(onlyError("{\"labels\": [" + "1,".repeat(3_000_000) + "1]}"))
        .isEqualTo(
            "line 1, column 1000009: labels[499998]: found more than 500,000 values, expected a"
                + " smaller definition");
  }

  @Test
  void shouldRefuseWhenAStringIsTooLong() {
    String source =
        "{\"name\": \"a\", \"tasks\": {\"a\": {\"type\": \"x\", \"config\": {\"s\": \"%s\"}}}}"
            .formatted("x".repeat(2 << 20));

    assertThat(onlyError(source))
        .isEqualTo(
            "line 1, column 60: tasks.a.config.s: found a string of 2,097,152 characters, expected"
                + " at most 1,048,576");
  }

  @Test
  void shouldRefuseWhenANumberIsTooLong() {
    assertThat(onlyError("{\"name\": \"a\", \"priority\": " + "1".repeat(5_000_000) + "}"))
        .isEqualTo(
            "line 1, column 5000027: found a number of more than 1000 digits, expected one that"
                + " fits 64 bits");
  }

  @Test
  void shouldRefuseWhenYamlIsABomb() {
    String bomb =
        """
        a: &a [x, x, x, x, x, x, x, x, x]
        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
        c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
        d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]
        """;

    assertThat(read(bomb).errors())
        .extracting(Problem::message)
        .contains(
            "line 2, column 8: b[0]: found the alias '*a', expected the value itself: aliases are"
                + " not read");
  }

  @Test
  void shouldRefuseWhenListsAndMapsAreTooLong() {
    String names = list(1_001, "t%d");
    String labels = list(51, "l%d: x");
    String params = list(201, "p%d: {type: int}");
    String tags = list(51, "g%d");
    String source =
        """
        name: a
        description: %s
        labels: {%s}
        params: {%s}
        tasks:
          a: {type: x, depends_on: [%s], tags: [%s]}
        """
            .formatted("x".repeat(10_001), labels, params, names, tags);

    assertThat(read(source).errors())
        .extracting(problem -> problem.path() + ": " + problem.found())
        .containsExactly(
            "description: '" + "x".repeat(60) + "…' (10,001 characters)",
            "labels: 51 labels",
            "params: 201 parameters",
            "tasks.a.depends_on: 1,001 names of tasks",
            "tasks.a.tags: 51 tags");
  }

  private static String list(int size, String item) {
    return IntStream.range(0, size).mapToObj(item::formatted).collect(Collectors.joining(", "));
  }

  private static String onlyError(String source) {
    Reading.Invalid invalid = read(source);
    assertThat(invalid.errors()).hasSize(1);
    return invalid.errors().get(0).message();
  }

  private static Reading.Invalid read(String source) {
    Reading reading = new WorkflowReader().read(source);
    assertThat(reading).isInstanceOf(Reading.Invalid.class);
    return (Reading.Invalid) reading;
  }
}
