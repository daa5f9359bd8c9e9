package io.carillon.tasks.script;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Keeps the end of a stream for the message of a failure. */
final class Tail {

  private static final int MAX_BYTES = 4 * 1024;
  private static final int MAX_LINES = 20;
  private static final String ANSI = "\u001B\\[[0-9;?]*[ -/]*[@-~]";

  private final byte[] ring = new byte[MAX_BYTES];
  private long seen;

  synchronized void add(byte[] bytes, int length) {
    int from = Math.max(0, length - MAX_BYTES);
    for (int i = from; i < length; i++) {
      ring[(int) ((seen + i) % MAX_BYTES)] = bytes[i];
    }
    seen += length;
  }

  /** The last lines without colours, at most 20 and 4 KiB; empty if there were none. */
  synchronized String lines() {
    int length = (int) Math.min(seen, MAX_BYTES);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = ring[(int) ((seen - length + i) % MAX_BYTES)];
    }
    String text = new String(bytes, StandardCharsets.UTF_8).replaceAll(ANSI, "").stripTrailing();
    List<String> lines = text.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()));
  }
}
