package io.carillon.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.store.StoreException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokensTest {

  private final MemoryAccounts accounts = new MemoryAccounts();
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private long nanos;
  private final Tokens tokens =
      new Tokens(accounts, new Secrets(new SecureRandom()), () -> now, () -> nanos);

  private void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  @Test
  void shouldTellCallersByTheirTokens() {
    Tokens.Created admin = tokens.create("ci", Role.ADMIN, "alice", null);
    Tokens.Created worker = tokens.create("w1", Role.WORKER, "alice", null);
    Caller caller = tokens.caller(admin.secret());
    assertThat(admin.secret()).startsWith("crl_").hasSize(4 + 43);
    assertThat(caller).extracting(Caller::getName).isEqualTo("ci");
    assertThat(tokens.acceptsWorker(worker.secret())).isTrue();
    assertThat(tokens.acceptsWorker(admin.secret())).isFalse();
    assertThat(tokens.acceptsWorker("crl_other")).isFalse();
    assertThat(tokens.caller("")).isNull();
  }

  @Test
  void shouldEndATokenWhenItExpires() {
    String secret = tokens.create("ci", Role.ADMIN, "alice", Duration.ofMinutes(1)).secret();
    pass(Duration.ofSeconds(59));
    assertThat(tokens.caller(secret)).isNotNull();
    pass(Duration.ofSeconds(1));
    assertThat(tokens.caller(secret)).isNull();
  }

  @Test
  void shouldReadOnceASecondHoweverManyRequestsCome() {
    String secret = tokens.create("ci", Role.ADMIN, "alice", null).secret();
    for (int i = 0; i < 100; i++) {
      assertThat(tokens.caller(secret)).isNotNull();
    }
    assertThat(accounts.reads).isEqualTo(1);
    pass(Tokens.BELIEVED);
    assertThat(tokens.caller(secret)).isNotNull();
    assertThat(accounts.reads).isEqualTo(2);
  }

  @Test
  void shouldForgetADeletedTokenAtOnceHereAndWithinASecondElsewhere() {
    Tokens.Created here = tokens.create("here", Role.ADMIN, "alice", null);
    Tokens.Created elsewhere = tokens.create("elsewhere", Role.ADMIN, "alice", null);
    assertThat(tokens.caller(here.secret())).isNotNull();
    tokens.delete(here.token().id());
    assertThat(tokens.caller(here.secret())).isNull();
    assertThat(tokens.caller(elsewhere.secret())).isNotNull();
    accounts.deleteToken(elsewhere.token().id());
    pass(Duration.ofSeconds(1));
    assertThat(tokens.caller(elsewhere.secret())).isNull();
  }

  @Test
  void shouldBelieveAKnownTokenForAWhileWhenTheDatabaseIsAway() {
    Tokens.Created known = tokens.create("known", Role.ADMIN, "alice", null);
    Tokens.Created other = tokens.create("other", Role.ADMIN, "alice", null);
    assertThat(tokens.caller(known.secret())).isNotNull();

    accounts.away = true;
    pass(Tokens.BELIEVED_MEANWHILE.minusSeconds(1));
    int reads = accounts.reads;
    for (int i = 0; i < 100; i++) {
      assertThat(tokens.caller(known.secret())).isNotNull();
    }

    assertThat(accounts.reads).isEqualTo(reads + 1);
    assertThatThrownBy(() -> tokens.caller(other.secret())).isInstanceOf(StoreException.class);
    pass(Tokens.BELIEVED_MEANWHILE);
    assertThatThrownBy(() -> tokens.caller(known.secret())).isInstanceOf(StoreException.class);
  }

  @Test
  void shouldReplaceTokensOfTheSameName() {
    String first = tokens.replace("local", Role.ADMIN, "server");
    String second = tokens.replace("local", Role.ADMIN, "server");
    assertThat(tokens.caller(first)).isNull();
    assertThat(tokens.caller(second)).isNotNull();
    assertThat(tokens.all()).hasSize(1);
  }
}
