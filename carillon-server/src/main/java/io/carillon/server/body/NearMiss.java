package io.carillon.server.body;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody probably meant. */
public final class NearMiss {

  private NearMiss() {}

  /** The known word that is a few keystrokes away from the one found, if any is. */
  public static Optional<String> of(String found, Collection<String> known) {
    int reach = Math.max(1, Math.min(3, found.length() / 3));
    return known.stream()
        .filter(word -> distance(found, word) <= reach)
        .min(Comparator.comparingInt(word -> distance(found, word)));
  }

  /** The number of letters to insert, delete or replace (Levenshtein), 99 if plainly too far. */
  private static int distance(String from, String to) {
    if (Math.abs(from.length() - to.length()) > 3) {
      return 99;
    }
    int[] previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
