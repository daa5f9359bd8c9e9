package io.carillon.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S, 250ms",
    "5s, PT5S, 5s",
    "90m, PT1H30M, 1h30m",
    "1h30m, PT1H30M, 1h30m",
    "2d, PT48H, 2d",
    "1d2h3m4s5ms, PT26H3M4.005S, 1d2h3m4s5ms",
    "0s, PT0S, 0s",
    "PT5M, PT5M, 5m",
    "P1DT1S, PT24H1S, 1d1s",
    "PT0.5S, PT0.5S, 500ms",
    "999999999d, P999999999D, 999999999d",
  })
  void shouldReadAndWrite(String text, Duration duration, String written) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
    assertThat(Durations.format(duration)).isEqualTo(written);
    assertThat(Durations.parse(written)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "5",
        "s",
        "5 s",
        "5S",
        "-5s",
        "1m1h",
        "1.5h",
        "P",
        "PT",
        "P1DT",
        "P1M",
        "PT0.0001S",
        "pt5m",
        "PT-5S",
        "10000000000s",
        "5s ",
        "٣s"
      })
  void shouldRefuseWhenItIsNoDuration(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Expected a duration such as 250ms, 5s, 10m, 1h30m or 2d, but found '" + text + "'");
  }

  @Test
  void shouldRefuseToWriteWhenNegative() {
    assertThatThrownBy(() -> Durations.format(Duration.ofSeconds(-1)))
        .hasMessage("Expected a duration from 0s on, but found PT-1S");
  }
}
