package io.carillon.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.server.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

class LoginsTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String ADDRESS = "127.0.0.1";

  private final MemoryAccounts accounts = new MemoryAccounts();
  private final PasswordEncoder encoder = new Argon2PasswordEncoder(16, 32, 1, 1 << 10, 1);
  private final Secrets secrets = new Secrets(new SecureRandom());
  private long nanos;
  private final Logins logins = new Logins(accounts, encoder, secrets, () -> nanos);
  private String password = "";

  private String start() {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    FirstAdmin.ensure(
        accounts,
        encoder,
        secrets,
        () -> NOW,
        new PrintStream(screen, true, StandardCharsets.UTF_8));
    return screen.toString(StandardCharsets.UTF_8);
  }

  @BeforeEach
  void firstStart() {
    Matcher shown = Pattern.compile("password {2}(\\S+)").matcher(start());
    assertThat(shown.find()).isTrue();
    password = shown.group(1);
  }

  @Test
  void shouldShowThePasswordOnceAndOnce() {
    assertThat(password).matches("([a-z2-9]{5}-){4}[a-z2-9]{5}").doesNotContainPattern("[01oil]");
    assertThat(start()).isEmpty();
  }

  @Test
  void shouldLetTheAdminInAndAskTheDatabaseOnceAMinute() {
    Caller admin = logins.caller("admin", password, ADDRESS);
    assertThat(admin).extracting(Caller::getName).isEqualTo("admin");
    assertThat(logins.caller("admin", password, ADDRESS)).isNotNull();
    assertThat(accounts.reads).isEqualTo(1);
    nanos += Logins.WINDOW.toNanos();
    assertThat(logins.caller("admin", password, ADDRESS)).isNotNull();
    assertThat(accounts.reads).isEqualTo(2);
  }

  @Test
  void shouldRefuseAfterTooManyFailuresFromOneAddressForAMinute() {
    assertThat(logins.caller("admin", password, "10.0.0.2")).isNotNull();
    for (int i = 0; i < Logins.FAILURES; i++) {
      assertThat(logins.caller("nobody", "wrong" + i, ADDRESS)).isNull();
    }
    assertThatThrownBy(() -> logins.caller("admin", "wrong", ADDRESS))
        .isInstanceOf(ProblemException.class)
        .hasMessage("Expected at most 5 failed logins a minute, but there were more");
    assertThat(logins.caller("admin", password, "10.0.0.2")).isNotNull();
    nanos += Duration.ofMinutes(1).toNanos();
    assertThat(logins.caller("admin", "wrong", ADDRESS)).isNull();
  }
}
