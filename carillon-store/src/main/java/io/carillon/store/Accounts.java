package io.carillon.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the API. The store keeps hashes only, and judges nothing: whether a token has expired
 * is for the caller to say. All methods block and throw {@link StoreException} when the database
 * cannot be reached or the like.
 */
public interface Accounts {

  /** Whether there is any user; there is none at the first start. */
  boolean anyUser();

  @Nullable User user(String name);

  /**
   * Adds a user.
   *
   * @return false: the name is taken, and nothing changed
   */
  boolean createUser(User user);

  /**
   * Adds a token.
   *
   * @param sha256Hex of the token itself, which is not stored
   */
  Token createToken(
      String name,
      String role,
      String sha256Hex,
      String createdBy,
      Instant createdAt,
      @Nullable Instant expiresAt);

  @Nullable Token tokenByHash(String sha256Hex);

  /** All tokens, oldest first. */
  List<Token> tokens();

  /**
   * Deletes a token.
   *
   * @return false: there was none
   */
  boolean deleteToken(long id);

  /**
   * @param passwordHash with its salt and settings, as the hashing library writes it
   */
  record User(String name, String passwordHash, Instant createdAt) {}

  /**
   * @param expiresAt {@code null}: never
   */
  record Token(
      long id,
      String name,
      String role,
      String createdBy,
      Instant createdAt,
      @Nullable Instant expiresAt) {}
}
