package io.carillon.server.log;

import java.nio.charset.StandardCharsets;

/** Logs are bytes of UTF-8, cut anywhere; what is shown is cut between characters. */
final class LogText {

  private LogText() {}

  /** The note at the end of a log that was too long. */
  static byte[] cutAt(long limit) {
    return "\n[carillon: log cut here, at its limit of %d bytes]\n"
        .formatted(limit)
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * How many bytes can be shown now: all but a character at the end whose rest has not come. Bytes
   * that are no UTF-8 are shown as they are.
   */
  static int whole(byte[] bytes) {
    int length = bytes.length;
    for (int back = 1; back <= Math.min(3, length); back++) {
      int b = bytes[length - back] & 0xFF;
      if (b < 0x80) {
        return length;
      }
      if (b >= 0xC0) {
        int wanted = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
        return wanted > back ? length - back : length;
      }
    }
    return length;
  }
}
