package io.carillon.server.access;

import io.carillon.store.Accounts;
import io.carillon.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Accounts in memory, which count how often they are asked. */
final class MemoryAccounts implements Accounts {

  int reads;
  private final Map<String, User> users = new HashMap<>();
  private final Map<String, Token> tokens = new HashMap<>();
  private long lastId;

  /** The database does not answer. */
  boolean away;

  @Override
  public boolean anyUser() {
    return !users.isEmpty();
  }

  @Override
  public @Nullable User user(String name) {
    reads++;
    return users.get(name);
  }

  @Override
  public boolean createUser(User user) {
    return users.putIfAbsent(user.name(), user) == null;
  }

  @Override
  public Token createToken(
      String name,
      String role,
      String sha256Hex,
      String createdBy,
      Instant createdAt,
      @Nullable Instant expiresAt) {
    Token token = new Token(++lastId, name, role, createdBy, createdAt, expiresAt);
    tokens.put(sha256Hex, token);
    return token;
  }

  @Override
  public @Nullable Token tokenByHash(String sha256Hex) {
    reads++;
    if (away) {
      throw new StoreException("away", new IllegalStateException());
    }
    return tokens.get(sha256Hex);
  }

  @Override
  public List<Token> tokens() {
    return new ArrayList<>(tokens.values());
  }

  @Override
  public boolean deleteToken(long id) {
    return tokens.values().removeIf(token -> token.id() == id);
  }
}
