package io.carillon.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogTextTest {

  private final List<String> lines = new ArrayList<>();
  private final LogText text = new LogText(lines::add);

  @Test
  void shouldJoinALineThatArrivesInPieces() {
    text.add("one\ntw");
    text.add("o\r\nthree");
    text.end();

    assertThat(lines).containsExactly("one", "two", "three");
  }

  @Test
  void shouldKeepEmptyLinesAndColours() {
    text.add("\n\u001b[31mred\u001b[0m\n");
    text.end();

    assertThat(lines).containsExactly("", "\u001b[31mred\u001b[0m");
  }
}
