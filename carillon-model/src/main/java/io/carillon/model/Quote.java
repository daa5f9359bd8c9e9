package io.carillon.model;

import java.util.Locale;

/** How values of a definition are shown in messages: on one line, and short. */
final class Quote {

  private static final int LONGEST = 60;

  private Quote() {}

  static String quote(String text) {
    String length = text.length() > LONGEST ? " (" + number(text.length()) + " characters)" : "";
    return "'" + shorten(text) + "'" + length;
  }

  /** With separators, the same in every language. */
  static String number(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String shorten(String text) {
    boolean cut = text.length() > LONGEST;
    StringBuilder line = new StringBuilder();
    for (char c : text.substring(0, cut ? LONGEST : text.length()).toCharArray()) {
      if (c == '\n') {
        line.append("\\n");
      } else if (Character.isISOControl(c)) {
        line.append("\\u%04x".formatted((int) c));
      } else {
        line.append(c);
      }
    }
    return cut ? line.append('…').toString() : line.toString();
  }
}
