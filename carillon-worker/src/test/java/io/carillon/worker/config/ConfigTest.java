package io.carillon.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.sdk.Describe;
import io.carillon.sdk.TaskFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Config records: their schema, and how JSON becomes one. */
class ConfigTest {

  enum Level {
    LOW,
    VERY_HIGH
  }

  record Inner(@Nullable String name) {}

  @Describe("All kinds of settings")
  record Everything(
      @Describe("What to say") String text,
      int count,
      @Nullable Long bigCount,
      @Nullable Double ratio,
      @Nullable Boolean dryRun,
      @Nullable Duration timeLimit,
      @Nullable Path file,
      @Nullable Level level,
      @Nullable List<String> items,
      @Nullable Map<String, Integer> byName,
      @Nullable Inner inner,
      @Nullable Object anything) {
    Everything {
      if (count < 0) {
        throw new IllegalArgumentException("Expected count to be 0 or more, but it is " + count);
      }
    }
  }

  record Loop(@Nullable Loop next) {}

  record Unsupported(Date day) {}

  private static Everything read(String json) throws TaskFailure {
    return new ConfigReader<>(Everything.class).read(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldReadEveryKindOfSetting() throws TaskFailure {
    Everything config =
        read(
            """
            {"text": "hi", "count": 3, "big_count": 5000000000, "ratio": 2, "dry_run": true,
             "time_limit": "1h30m", "file": "/tmp/x", "level": "very_high", "items": ["a", "b"],
             "by_name": {"a": 1}, "inner": {"name": "n"}, "anything": [1, {"x": null}]}
            """);

    assertThat(config.text()).isEqualTo("hi");
    assertThat(config.count()).isEqualTo(3);
    assertThat(config.bigCount()).isEqualTo(5_000_000_000L);
    assertThat(config.ratio()).isEqualTo(2.0);
    assertThat(config.dryRun()).isTrue();
    assertThat(config.timeLimit()).isEqualTo(Duration.ofMinutes(90));
    assertThat(config.file()).isEqualTo(Path.of("/tmp/x"));
    assertThat(config.level()).isEqualTo(Level.VERY_HIGH);
    assertThat(config.items()).containsExactly("a", "b");
    assertThat(config.byName()).containsExactly(Map.entry("a", 1));
    assertThat(config.inner()).isEqualTo(new Inner("n"));
    assertThat(config.anything()).asString().isEqualTo("[1, {x=null}]");
  }

  @Test
  void shouldLeaveOptionalSettingsNullWhenMissing() throws TaskFailure {
    assertThat(read("{\"text\": \"hi\", \"count\": 3, \"ratio\": null}"))
        .isEqualTo(
            new Everything("hi", 3, null, null, null, null, null, null, null, null, null, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "count": "3"       | Expected config.count to be a whole number, but it is "3"
          "count": 3.5       | Expected config.count to be a whole number, but it is 3.5
          "count": 3000000000| Expected config.count to be between -2147483648 and 2147483647, but it is 3000000000
          "count": -1        | config: Expected count to be 0 or more, but it is -1
          "dry_run": "yes"   | Expected config.dry_run to be true or false, but it is "yes"
          "ratio": "a"       | Expected config.ratio to be a number, but it is "a"
          "time_limit": 5    | Expected config.time_limit to be a duration such as 250ms, 5s, 10m, 1h30m or 2d, but it is 5
          "time_limit": ""   | Expected config.time_limit to be a duration such as 250ms, 5s, 10m, 1h30m or 2d, but it is ""
          "level": "LOW"     | Expected config.level to be one of low, very_high, but it is "LOW"
          "items": "a"       | Expected config.items to be a list, but it is "a"
          "items": ["a", 1]  | Expected config.items[1] to be a string, but it is 1
          "by_name": {"a":""}| Expected config.by_name.a to be a whole number, but it is ""
          "inner": {"nam":1} | Expected in config.inner only name, but found "nam"
          """)
  void shouldNameFieldValueAndExpectationWhenSettingIsWrong(String setting, String message) {
    TaskFailure failure =
        catchThrowableOfType(
            TaskFailure.class, () -> read("{\"text\": \"hi\", " + with(setting) + setting + "}"));

    assertThat(failure.code()).isEqualTo("config_invalid");
    assertThat(failure.retryable()).isFalse();
    assertThat(failure).hasMessage(message);
  }

  private static String with(String setting) {
    return setting.contains("\"count\"") ? "" : "\"count\": 3, ";
  }

  @ParameterizedTest
  @CsvSource({"250ms,250", "5s,5000", "10m,600000", "2d,172800000", "1d2h3m4s5ms,93784005", "0s,0"})
  void shouldReadDurations(String text, long millis) throws TaskFailure {
    Everything config = read("{\"text\":\"\",\"count\":0,\"time_limit\":\"" + text + "\"}");

    assertThat(config.timeLimit()).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void shouldReportEveryProblemWhenThereAreSeveral() {
    TaskFailure failure =
        catchThrowableOfType(TaskFailure.class, () -> read("{\"txt\": 1, \"ratio\": true}"));

    assertThat(String.valueOf(failure.getMessage()).lines()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = "[1] | be an object\n{ | Expected JSON\n'' | is missing")
  void shouldRefuseWhatIsNoObject(String json, String message) {
    TaskFailure failure = catchThrowableOfType(TaskFailure.class, () -> read(json));

    assertThat(failure).hasMessageContaining(message);
  }

  @Test
  void shouldDescribeRecordAsJsonSchema() {
    assertThat(ConfigSchema.of(Everything.class))
        .startsWith(
            "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\","
                + "\"description\":\"All kinds of settings\",\"properties\":{"
                + "\"text\":{\"type\":\"string\",\"description\":\"What to say\"},"
                + "\"count\":{\"type\":\"integer\",\"minimum\":-2147483648,"
                + "\"maximum\":2147483647}")
        .contains("\"level\":{\"enum\":[\"low\",\"very_high\"]}")
        .contains("\"items\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}")
        .contains("\"inner\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}},")
        .contains("\"anything\":{}")
        .endsWith("\"required\":[\"text\",\"count\"],\"additionalProperties\":false}");
  }

  @Test
  void shouldRefuseRecordsThatCannotBeConfigs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigSchema.of(Loop.class))
        .withMessageContaining("does not contain itself");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigSchema.of(Unsupported.class))
        .withMessageContaining("day")
        .withMessageContaining("java.util.Date");
  }
}
