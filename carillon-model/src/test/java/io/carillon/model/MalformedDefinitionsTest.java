package io.carillon.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.WorkflowReader.Problem;
import io.carillon.model.WorkflowReader.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each definition of {@code malformed*.txt} gets exactly the errors below it, all at once. */
class MalformedDefinitionsTest {

  private static final Pattern CASE =
      Pattern.compile("^### (.+)\n((?:.*\n)*?)--->\n((?:line .*\n)+)", Pattern.MULTILINE);

  /** A malformed definition and the messages that it must get. */
  record Malformed(String title, String source, List<String> messages) {

    @Override
    public String toString() {
      return title;
    }
  }

  @ParameterizedTest
  @MethodSource("structures")
  void shouldReportExactlyItsErrorsWhenStructureIsMalformed(Malformed malformed) {
    assertThat(messages(new WorkflowReader().read(malformed.source))).isEqualTo(malformed.messages);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void shouldReportExactlyItsErrorsWhenConfigIsMalformed(Malformed malformed) {
    WorkflowReader reader = new WorkflowReader(TestSchemas.SHELL_AND_NOOP, List.of());

    assertThat(messages(reader.read(malformed.source))).isEqualTo(malformed.messages);
  }

  @Test
  void shouldKnowAHundredWaysToGoWrong() throws IOException {
    assertThat(structures().size() + configs().size()).isGreaterThan(100);
  }

  static List<Malformed> structures() throws IOException {
    return read("malformed.txt");
  }

  static List<Malformed> configs() throws IOException {
    return read("malformed-configs.txt");
  }

  private static List<String> messages(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Invalid.class);
    return ((Reading.Invalid) reading).errors().stream().map(Problem::message).toList();
  }

  private static List<Malformed> read(String resource) throws IOException {
    try (InputStream stream = MalformedDefinitionsTest.class.getResourceAsStream(resource)) {
      assertThat(stream).as(resource).isNotNull();
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      List<Malformed> cases = new ArrayList<>();
      Matcher matcher = CASE.matcher(text);
      while (matcher.find()) {
        List<String> messages = matcher.group(3).lines().toList();
        cases.add(new Malformed(matcher.group(1), matcher.group(2), messages));
      }
      long titles = text.lines().filter(line -> line.startsWith("### ")).count();
      assertThat(cases).as("well-formed cases of %s", resource).hasSize((int) titles);
      return cases;
    }
  }
}
