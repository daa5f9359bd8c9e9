package io.carillon.cluster;

import io.carillon.engine.cluster.Member;
import org.jspecify.annotations.Nullable;

/** What a server writes under its name: incarnation and address, with a space between. */
final class Entry {

  private Entry() {}

  static String of(Member member) {
    return member.incarnation() + " " + member.address();
  }

  /** The member; {@code null}: somebody else wrote this. */
  static @Nullable Member read(String name, String entry) {
    String[] parts = entry.split(" ", 2);
    if (parts.length != 2) {
      return null;
    }
    try {
      return new Member(name, Long.parseLong(parts[0]), parts[1]);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
