package io.carillon.server.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.carillon.server.problem.Problem;
import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;
import io.carillon.store.Accounts;
import io.carillon.store.Accounts.User;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Checks users' passwords, which is slow by intent: so a good login is remembered for a minute, bad
 * ones are counted for each address, and few are checked at once.
 *
 * <p>What is remembered is no password, but a keyed hash of it, whose key dies with the process.
 */
public final class Logins {

  /** Failures of one address within {@link #WINDOW} after which it has to wait. */
  static final int FAILURES = 5;

  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Each takes tens of milliseconds of a core and 16 MiB. */
  private static final int AT_ONCE = 2;

  private static final int CACHED = 1_000;

  private final Accounts accounts;
  private final PasswordEncoder encoder;
  private final String key;
  private final Semaphore checking = new Semaphore(AT_ONCE);
  private final Cache<String, String> good;
  private final Cache<String, AtomicInteger> failures;
  private volatile @Nullable String decoy;

  public Logins(Accounts accounts, PasswordEncoder encoder, Secrets secrets, Ticker ticker) {
    this.accounts = accounts;
    this.encoder = encoder;
    this.key = HexFormat.of().formatHex(secrets.key());
    this.good = shortLived(ticker);
    this.failures = shortLived(ticker);
  }

  private static <V> Cache<String, V> shortLived(Ticker ticker) {
    return Caffeine.newBuilder()
        .ticker(ticker)
        .expireAfterWrite(WINDOW)
        .maximumSize(CACHED)
        .executor(Runnable::run)
        .build();
  }

  /**
   * The caller of that name.
   *
   * @param address where the request came from
   * @return {@code null}: no such user, or another password
   * @throws ProblemException after too many failures
   */
  @Nullable Caller caller(String user, String password, String address) {
    String proof = Secrets.sha256(key + "\n" + user + "\n" + password);
    if (good.getIfPresent(proof) != null) {
      return new Caller(user, Role.ADMIN);
    }
    AtomicInteger failed = failures.get(address, a -> new AtomicInteger());
    // Counted before it is checked, so that attempts side by side are not more than the limit.
    if (failed.incrementAndGet() > FAILURES) {
      throw tooMany();
    }
    if (!matches(user, password)) {
      return null;
    }
    failures.invalidate(address);
    good.put(proof, user);
    return new Caller(user, Role.ADMIN);
  }

  private boolean matches(String name, String password) {
    checking.acquireUninterruptibly();
    try {
      User user = accounts.user(name);
      // An unknown user takes as long as a known one, or names could be found by the clock.
      String hash = user == null ? decoy() : user.passwordHash();
      return encoder.matches(password, hash) && user != null;
    } finally {
      checking.release();
    }
  }

  private String decoy() {
    String known = decoy;
    if (known == null) {
      known = encoder.encode(key);
      decoy = known;
    }
    return known == null ? "" : known;
  }

  private static ProblemException tooMany() {
    return new ProblemException(
        Problem.retryLater(
            ProblemCode.TOO_MANY_ATTEMPTS,
            "Expected at most %d failed logins a minute, but there were more".formatted(FAILURES),
            WINDOW));
  }
}
