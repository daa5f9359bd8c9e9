package io.carillon.server.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a token is good for. */
public enum Role {
  /** Everything that the REST API offers. */
  ADMIN,
  /** To open worker sessions, and nothing else. */
  WORKER;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** As in JSON and in the database. */
  public String code() {
    return code;
  }

  List<Authority> authorities() {
    return List.of(new Authority(this));
  }

  /** The role of that code; {@code null}: there is none. */
  static @Nullable Role ofCode(@Nullable String code) {
    return Arrays.stream(values()).filter(r -> r.code.equals(code)).findFirst().orElse(null);
  }
}
