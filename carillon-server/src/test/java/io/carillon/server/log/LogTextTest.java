package io.carillon.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LogTextTest {

  @Test
  void shouldHoldBackAnUnfinishedCharacterOnly() {
    byte[] text = "aé✓🔔b".getBytes(StandardCharsets.UTF_8);
    int[] whole = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11};
    for (int length = 0; length <= text.length; length++) {
      assertThat(LogText.whole(Arrays.copyOf(text, length)))
          .as("%d", length)
          .isEqualTo(whole[length]);
    }
  }

  @Test
  void shouldShowBytesThatAreNoUtf8() {
    assertThat(LogText.whole(new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80}))
        .isEqualTo(4);
  }
}
