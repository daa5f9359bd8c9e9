package io.carillon.model;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what was probably meant: {@code depend_on} → {@code depends_on}. */
final class NearMiss {

  private static final int LONGEST = 100;
  private static final int SHORTEST_PREFIX = 3;

  private NearMiss() {}

  /** The candidate nearest to what was found, the first of equals; {@code null}: none is near. */
  static @Nullable String of(String found, Collection<String> candidates) {
    if (found.isEmpty() || found.length() > LONGEST) {
      return null;
    }
    String wanted = plain(found);
    int allowed = Math.max(1, Math.min(4, found.length() * 2 / 5));
    String best = null;
    int bestDistance = allowed + 1;
    for (String candidate : candidates) {
      int distance = distance(wanted, plain(candidate), bestDistance);
      if (distance < bestDistance && distance < candidate.length()) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best == null ? completion(wanted, candidates) : best;
  }

  /** The only candidate that begins like it: {@code desc} → description, integer → int. */
  private static @Nullable String completion(String wanted, Collection<String> candidates) {
    String only = null;
    for (String candidate : candidates) {
      String other = plain(candidate);
      boolean begins = other.startsWith(wanted) || wanted.startsWith(other);
      if (begins && Math.min(other.length(), wanted.length()) >= SHORTEST_PREFIX) {
        if (only != null) {
          return null;
        }
        only = candidate;
      }
    }
    return only;
  }

  /** Without what people mix up most: {@code dependsOn}, {@code DEPENDS_ON}, {@code retry}. */
  private static String plain(String name) {
    String letters = name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    if (letters.endsWith("ies")) {
      return letters.substring(0, letters.length() - "ies".length()) + "y";
    }
    return letters.endsWith("s") ? letters.substring(0, letters.length() - 1) : letters;
  }

  /** Insertions, deletions, substitutions and swaps of neighbours; {@code limit} or more: limit. */
  private static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) >= limit) {
      return limit;
    }
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      int least = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && isSwap(a, i, b, j)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
        least = Math.min(least, row[j]);
      }
      if (least >= limit) {
        return limit;
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }

  private static boolean isSwap(String a, int i, String b, int j) {
    return a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
