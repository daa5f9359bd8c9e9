package io.carillon.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sdk.TaskType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Holds docs/tasks.md to the truth: its examples are configs, and its tables name every setting.
 */
class ExamplesTest {

  private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern SECTION =
      Pattern.compile("\n## (\\w+)\n(.*?)(?=\n## |$)", Pattern.DOTALL);
  private static final Path DOCS = Path.of("..", "docs", "tasks.md");

  private final YAMLMapper yaml =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(new SimpleModule().addDeserializer(Duration.class, new Durations()))
          .build();

  @Test
  void shouldBindToTheConfigWhenTheDocsShowAnExample() throws IOException {
    Matcher example = EXAMPLE.matcher(Files.readString(DOCS));
    List<String> shown = new ArrayList<>();

    while (example.find()) {
      JsonNode task = yaml.readTree(example.group(1));
      String type = task.get("type").asString();
      Record config = yaml.treeToValue(task.get("config"), type(type).configType());
      assertThat(config).isNotNull();
      shown.add(type);
    }

    assertThat(shown).containsOnlyOnce("shell", "python", "http", "java").contains("sql");
  }

  @Test
  void shouldNameEverySettingWhenTheDocsHaveATable() throws IOException {
    Matcher section = SECTION.matcher(Files.readString(DOCS));
    List<String> described = new ArrayList<>();

    while (section.find()) {
      TaskType<?> type = type(section.group(1));
      // All that is said of shell holds for python, too.
      String text = section.group(2) + (type.name().equals("python") ? shellSection() : "");
      Arrays.stream(type.configType().getRecordComponents())
          .map(component -> snake(component.getName()))
          .forEach(name -> assertThat(text).as(type.name()).contains("`" + name));
      described.add(type.name());
    }

    assertThat(described).containsExactlyInAnyOrder("shell", "python", "http", "sql", "java");
  }

  private static String shellSection() throws IOException {
    String docs = Files.readString(DOCS);
    return docs.substring(docs.indexOf("\n## shell"), docs.indexOf("\n## python"));
  }

  private static String snake(String camel) {
    return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static TaskType<?> type(String name) {
    for (TaskType<?> type : ServiceLoader.load(TaskType.class)) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw new AssertionError("Expected a task type %s, but found none".formatted(name));
  }

  /** Definitions write {@code 10s} and the like. */
  private static final class Durations extends StdDeserializer<Duration> {
    Durations() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context) {
      return Duration.parse("PT" + parser.getString());
    }
  }
}
