package io.carillon.server.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.carillon.store.Accounts;
import io.carillon.store.Accounts.Token;
import io.carillon.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks tokens. The database knows their SHA-256 alone.
 *
 * <p>What the database said of a token is believed for {@link #BELIEVED}, so that a request costs
 * no read; a token deleted at another server works here for as long at the most, one deleted here
 * not at all.
 */
public final class Tokens {

  static final Duration BELIEVED = Duration.ofSeconds(1);

  /** While the database is away, who was known shortly before still is. */
  static final Duration BELIEVED_MEANWHILE = Duration.ofMinutes(1);

  /** Bounds the memory that wrong tokens can take. */
  private static final int CACHED = 10_000;

  private final Accounts accounts;
  private final Secrets secrets;
  private final InstantSource clock;
  private final Ticker ticker;
  private final Cache<String, Known> known;

  /** What was read, and when to read it again (by the ticker). */
  private record Known(Optional<Token> token, AtomicLong rereadAt) {}

  public Tokens(Accounts accounts, Secrets secrets, InstantSource clock, Ticker ticker) {
    this.accounts = accounts;
    this.secrets = secrets;
    this.clock = clock;
    this.ticker = ticker;
    this.known =
        Caffeine.newBuilder()
            .ticker(ticker)
            .expireAfterWrite(BELIEVED_MEANWHILE)
            .maximumSize(CACHED)
            .executor(Runnable::run)
            .build();
  }

  /** A new token, shown this once. */
  public record Created(Token token, String secret) {}

  /**
   * Makes a token.
   *
   * @param expiresIn {@code null}: never
   */
  public Created create(String name, Role role, String by, @Nullable Duration expiresIn) {
    String secret = secrets.token();
    Instant now = clock.instant();
    Instant expiresAt = expiresIn == null ? null : now.plus(expiresIn);
    String hash = Secrets.sha256(secret);
    Token token = accounts.createToken(name, role.code(), hash, by, now, expiresAt);
    known.invalidate(hash);
    return new Created(token, secret);
  }

  /** Makes a token that takes the place of those of its name, which work no more. */
  public String replace(String name, Role role, String by) {
    for (Token old : accounts.tokens()) {
      if (old.name().equals(name)) {
        delete(old.id());
      }
    }
    return create(name, role, by, null).secret();
  }

  public List<Token> all() {
    return accounts.tokens();
  }

  /**
   * @return false if there is none of that id
   */
  public boolean delete(long id) {
    boolean deleted = accounts.deleteToken(id);
    known.invalidateAll();
    return deleted;
  }

  /** Whether the token is good for worker sessions. */
  public boolean acceptsWorker(String secret) {
    return Role.WORKER == role(find(secret));
  }

  /** The caller that a token stands for; {@code null}: it is not good. */
  @Nullable Caller caller(String secret) {
    Token token = find(secret);
    Role role = role(token);
    return token == null || role == null ? null : new Caller(token.name(), role);
  }

  private static @Nullable Role role(@Nullable Token token) {
    return token == null ? null : Role.ofCode(token.role());
  }

  private @Nullable Token find(String secret) {
    if (!secret.startsWith(Secrets.TOKEN_PREFIX)) {
      return null;
    }
    String hash = Secrets.sha256(secret);
    Known found = known.getIfPresent(hash);
    if (found == null || isToBeReread(found)) {
      found = read(hash, found);
    }
    return found.token().filter(this::fresh).orElse(null);
  }

  /** One caller reads again; those who come meanwhile believe what is known. */
  private boolean isToBeReread(Known found) {
    long rereadAt = found.rereadAt().get();
    long now = ticker.read();
    return now - rereadAt >= 0
        && found.rereadAt().compareAndSet(rereadAt, now + BELIEVED.toNanos());
  }

  private Known read(String hash, @Nullable Known before) {
    try {
      Optional<Token> token = Optional.ofNullable(accounts.tokenByHash(hash));
      Known read = new Known(token, new AtomicLong(ticker.read() + BELIEVED.toNanos()));
      known.put(hash, read);
      return read;
    } catch (StoreException e) {
      if (before == null) {
        throw e;
      }
      return before;
    }
  }

  private boolean fresh(Token token) {
    Instant expiresAt = token.expiresAt();
    return expiresAt == null || clock.instant().isBefore(expiresAt);
  }
}
