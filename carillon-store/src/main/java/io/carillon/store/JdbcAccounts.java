package io.carillon.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Accounts} on the writing connection and the readers. */
final class JdbcAccounts implements Accounts {

  private static final String USER =
      "SELECT name, password_hash, created_at FROM api_user WHERE name = ?";

  private static final String CREATE_USER =
      "INSERT INTO api_user (name, password_hash, created_at) VALUES (?, ?, ?)";

  private static final String TOKENS =
      "SELECT id, name, role, created_by, created_at, expires_at FROM api_token ";

  private static final String CREATE_TOKEN =
      """
      INSERT INTO api_token (name, role, sha256, created_by, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private final Connections connections;

  JdbcAccounts(Connections connections) {
    this.connections = connections;
  }

  @Override
  public boolean anyUser() {
    return connections.read(
            s -> s.one("SELECT 1 FROM api_user LIMIT 1", Session.Setting.NONE, Row::integer))
        != null;
  }

  @Override
  public @Nullable User user(String name) {
    return connections.read(
        session ->
            session.one(
                USER, p -> p.add(name), row -> new User(row.text(), row.text(), row.instant())));
  }

  @Override
  public boolean createUser(User user) {
    return connections.write(
        session ->
            session.insert(
                CREATE_USER,
                p -> p.add(user.name()).add(user.passwordHash()).add(user.createdAt())));
  }

  @Override
  public Token createToken(
      String name,
      String role,
      String sha256Hex,
      String createdBy,
      Instant createdAt,
      @Nullable Instant expiresAt) {
    return connections.write(
        session -> {
          session.update(
              CREATE_TOKEN,
              p ->
                  p.add(name)
                      .add(role)
                      .add(sha256Hex)
                      .add(createdBy)
                      .add(createdAt)
                      .add(expiresAt));
          return session
              .query(TOKENS + "WHERE sha256 = ?", p -> p.add(sha256Hex), JdbcAccounts::readToken)
              .getFirst();
        });
  }

  @Override
  public @Nullable Token tokenByHash(String sha256Hex) {
    return connections.read(
        session ->
            session.one(
                TOKENS + "WHERE sha256 = ?", p -> p.add(sha256Hex), JdbcAccounts::readToken));
  }

  @Override
  public List<Token> tokens() {
    return connections.read(
        session ->
            session.query(TOKENS + "ORDER BY id", Session.Setting.NONE, JdbcAccounts::readToken));
  }

  @Override
  public boolean deleteToken(long id) {
    return connections.write(
            session -> session.update("DELETE FROM api_token WHERE id = ?", p -> p.add(id)))
        == 1;
  }

  private static Token readToken(Row row) throws SQLException {
    return new Token(
        row.number(), row.text(), row.text(), row.text(), row.instant(), row.instantOrNull());
  }
}
