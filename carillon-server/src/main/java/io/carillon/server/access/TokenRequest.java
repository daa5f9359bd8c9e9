package io.carillon.server.access;

import io.carillon.server.body.Fields;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a token.
 *
 * @param name for people, in lists and as the one who triggered a run
 * @param expiresIn ISO-8601, such as {@code P30D}; {@code null}: never
 */
public record TokenRequest(String name, Role role, @Nullable Duration expiresIn) {

  public static TokenRequest parse(String json) {
    Fields fields = Fields.parse(json, Set.of("name", "role", "expires_in"));
    String code = fields.required("role", 100);
    Role role = Role.ofCode(code);
    if (role == null) {
      throw fields.unfit("role", "admin or worker", code);
    }
    return new TokenRequest(fields.required("name", 100), role, fields.duration("expires_in"));
  }
}
