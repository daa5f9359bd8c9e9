package io.carillon.server.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.carillon.store.Accounts.Token;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token, as the API shows it.
 *
 * @param token the secret: only in the answer that makes it
 */
record TokenView(
    String id,
    String name,
    String role,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String token,
    String createdBy,
    Instant createdAt,
    @Nullable Instant expiresAt) {

  static TokenView of(Token token, @Nullable String secret) {
    return new TokenView(
        Long.toString(token.id()),
        token.name(),
        token.role(),
        secret,
        token.createdBy(),
        token.createdAt(),
        token.expiresAt());
  }
}
