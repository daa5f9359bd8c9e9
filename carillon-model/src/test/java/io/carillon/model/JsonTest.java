package io.carillon.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void shouldGiveTheSameBackWhenWrittenAndParsed() {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("z", Long.MAX_VALUE);
    value.put("a", Arrays.asList(1.0, -2.5e300, true, false, null, "ä\n\"🔔\u0000"));
    value.put("empty", Map.of("list", List.of(), "map", Map.of()));

    String json = Json.write(value);

    assertThat(Json.parse(json)).isEqualTo(value);
    assertThat(Json.parseObject(json).keySet()).containsExactly("z", "a", "empty");
  }

  @Test
  void shouldKeepTheKindOfNumbers() {
    assertThat(Json.parse("[1, 1.0, 1e2, -0.0, 9223372036854775807]"))
        .isEqualTo(List.of(1L, 1.0, 100.0, -0.0, Long.MAX_VALUE));
    assertThat(Json.write(Arrays.asList(1, 1L, 1.0, 1.5f, new BigDecimal("0.10"))))
        .isEqualTo("[1,1,1.0,1.5,0.10]");
  }

  @Test
  void shouldSayWhereWhenItIsNoJson() {
    assertRefused("", "Expected JSON, but found nothing");
    assertRefused("{\"a\": 1,\n}", "Expected JSON, but found no quoted name at line 2, column 1");
    assertRefused("1 2", "Expected JSON, but found something after the value at line 1, column 3");
    assertRefused("NaN", "Expected JSON, but found 'NaN' at line 1, column 4");
    assertRefused(
        "[9223372036854775808]",
        "Expected JSON, but found the integer 9223372036854775808, which is beyond 64 bits, at line"
            + " 1, column 2");
    assertRefused(
        "1e999",
        "Expected JSON, but found the number 1e999, which is beyond a double, at line 1, column 1");
    assertThatThrownBy(() -> Json.parse("[".repeat(101)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected JSON, but found more than 100 levels of nesting");
    assertThatThrownBy(() -> Json.parseObject("[]"))
        .hasMessage("Expected a JSON object, but found another JSON value");
  }

  @Test
  void shouldRefuseToWriteWhatJsonDoesNotHave() {
    for (Object value : List.of(Double.NaN, Double.POSITIVE_INFINITY, new Object(), 'c')) {
      assertThatThrownBy(() -> Json.write(List.of(value)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Expected a JSON value, but found");
    }
  }

  private static void assertRefused(String json, String message) {
    assertThatThrownBy(() -> Json.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
