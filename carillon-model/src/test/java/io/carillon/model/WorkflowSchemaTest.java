package io.carillon.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.carillon.model.WorkflowReader.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The schema's resource is what the reader's shapes say, and means the same as the reader. After a
 * change of the shapes, {@code mvn -Dwrite.schema=true test} writes the resource anew.
 */
class WorkflowSchemaTest {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  /** What only the reader can find: relations between values. */
  private static final List<String> BEYOND_SCHEMA =
      List.of(
          "the unknown task",
          "the task itself",
          "the cycle",
          "expected at least delay",
          "since at_most_once is true",
          "fits 64 bits",
          "a second time (first in line",
          "a merge key",
          "the alias",
          "a value with a tag",
          "a second document",
          "'2026-02-30'",
          "'0s'",
          "'367d'");

  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(MAPPER.readTree(Json.write(WorkflowSchema.generate())));

  @Test
  void shouldSayWhatTheShapesSay() throws IOException {
    String generated =
        MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(WorkflowSchema.generate())
            + "\n";

    if (Boolean.getBoolean("write.schema")) {
      Files.writeString(
          Path.of("src/main/resources/io/carillon/model", WorkflowSchema.RESOURCE), generated);
    }

    assertThat(WorkflowSchema.text())
        .as("run `mvn -pl carillon-model -Dwrite.schema=true test` after a change of the shapes")
        .isEqualTo(generated);
  }

  @Test
  void shouldBeASchemaItself() {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                com.networknt.schema.SchemaLocation.of(
                    "https://json-schema.org/draft/2020-12/schema"));

    assertThat(meta.validate(MAPPER.readTree(WorkflowSchema.text()))).isEmpty();
  }

  @Test
  void shouldDescribeEveryFieldForEditors() {
    assertDescribed("workflow", MAPPER.readTree(WorkflowSchema.text()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"weblog-report.yaml", "every-field.yaml"})
  void shouldAcceptWhatTheReaderAccepts(String example) throws IOException {
    String source = Samples.read(example);

    assertThat(new WorkflowReader().read(source)).isInstanceOf(Reading.Valid.class);
    assertThat(validate(source)).isEmpty();
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("malformedStructures")
  void shouldRefuseWhatTheReaderRefuses(MalformedDefinitionsTest.Malformed malformed) {
    assertThat(validate(malformed.source())).isNotEmpty();
  }

  /** Those that can be parsed, and have an error that a schema can express. */
  static List<MalformedDefinitionsTest.Malformed> malformedStructures() throws IOException {
    return MalformedDefinitionsTest.structures().stream()
        .filter(malformed -> tree(malformed.source()) != null)
        .filter(
            malformed ->
                malformed.messages().stream()
                    .anyMatch(message -> BEYOND_SCHEMA.stream().noneMatch(message::contains)))
        .toList();
  }

  private static void assertDescribed(String path, JsonNode schema) {
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      String at = path + "." + field.getKey();
      assertThat(field.getValue().path("description").asString("")).as(at).isNotEmpty();
      assertDescribed(at, field.getValue());
      assertDescribed(at + ".*", field.getValue().path("additionalProperties"));
      field.getValue().path("oneOf").forEach(choice -> assertDescribed(at, choice));
    }
  }

  private static List<Error> validate(String source) {
    JsonNode tree = tree(source);
    assertThat(tree).isNotNull();
    return SCHEMA.validate(tree);
  }

  private static @org.jspecify.annotations.Nullable JsonNode tree(String source) {
    Findings findings = new Findings();
    Node root = TreeReader.read(source, findings);
    return root == null ? null : ConfigTree.of(root);
  }
}
