package io.carillon.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {

  @Test
  void shouldCountTwoColumnsWhenACharacterIsWide() {
    assertThat(Text.of("日本語 ok").width()).isEqualTo(9);
    assertThat(Text.of("e\u0301✔").width()).isEqualTo(2);
  }

  @Test
  void shouldCutWithAnEllipsisWhenTheLineIsTooLong() {
    Text line = Text.of(Style.RED, "日本語").and("abcdef");

    assertThat(line.clipped(12)).isEqualTo(line);
    assertThat(line.clipped(9).render(false)).isEqualTo("日本語ab…");
    assertThat(line.clipped(4).render(false)).isEqualTo("日…");
    assertThat(line.clipped(4).render(true)).isEqualTo("\u001b[31m日…\u001b[0m");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0s",
    "1234, 1.2s",
    "59999, 59.9s",
    "65000, 1m 05s",
    "3720000, 1h 02m",
    "100000000, 1d 03h",
    "-5, 0.0s"
  })
  void shouldShowLengthsShortly(long millis, String expected) {
    assertThat(Times.length(Duration.ofMillis(millis))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"120x40, 120, 40", "0x0, 80, 24"})
  void shouldReadTheScreensSize(String size, int columns, int rows) {
    assertThat(Environment.Screen.parse(size)).isEqualTo(new Environment.Screen(columns, rows));
  }

  @Test
  void shouldKnowNoScreenWhenItsSizeIsNonsense() {
    assertThat(Environment.Screen.parse("x")).isNull();
    assertThat(Environment.Screen.parse(null)).isNull();
  }
}
