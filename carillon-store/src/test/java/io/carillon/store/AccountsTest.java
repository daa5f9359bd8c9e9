package io.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.store.Accounts.Token;
import io.carillon.store.Accounts.User;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Users, tokens and the names of workers. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
final class AccountsTest {

  private final DatabaseKind kind;
  private Database database;
  private Accounts accounts;

  AccountsTest(DatabaseKind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open(@TempDir Path directory) {
    database = Database.open(kind.fresh(directory));
    accounts = database.accounts();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void shouldKeepTheFirstUserOfAName() {
    var admin = new User("admin", "$argon2id$…", Rows.NOON);

    assertThat(accounts.anyUser()).isFalse();
    assertThat(accounts.createUser(admin)).isTrue();
    assertThat(accounts.createUser(new User("admin", "other", Rows.NOON))).isFalse();

    assertThat(accounts.anyUser()).isTrue();
    assertThat(accounts.user("admin")).isEqualTo(admin);
    assertThat(accounts.user("Admin")).isNull();
  }

  @Test
  void shouldFindTokensByTheirHashUntilTheyAreDeleted() {
    Token ci =
        accounts.createToken("ci", "admin", "aa11", "admin", Rows.NOON, Rows.NOON.plusMillis(1));
    Token worker = accounts.createToken("ci", "worker", "bb22", "admin", Rows.NOON, null);

    assertThat(ci)
        .isEqualTo(new Token(ci.id(), "ci", "admin", "admin", Rows.NOON, Rows.NOON.plusMillis(1)));
    assertThat(accounts.tokens()).containsExactly(ci, worker);
    assertThat(accounts.tokenByHash("bb22")).isEqualTo(worker);
    assertThat(accounts.tokenByHash("cc33")).isNull();

    assertThat(accounts.deleteToken(ci.id())).isTrue();
    assertThat(accounts.deleteToken(ci.id())).isFalse();
    assertThat(accounts.tokenByHash("aa11")).isNull();
    assertThat(accounts.createToken("new", "admin", "dd44", "admin", Rows.NOON, null).id())
        .isGreaterThan(worker.id());
  }

  @Test
  void shouldRememberTheNamesOfWorkers() {
    WorkerNames workers = database.workers();
    workers.seen(Long.MAX_VALUE, "w1", "host", Rows.NOON);
    workers.seen(2, "w2", "host", Rows.NOON);
    workers.seen(2, "w2 again", "host", Rows.NOON.plusMillis(1));

    assertThat(workers.names(List.of(2L, 3L, Long.MAX_VALUE)))
        .isEqualTo(Map.of(2L, "w2 again", Long.MAX_VALUE, "w1"));
    assertThat(workers.name(2)).isEqualTo("w2 again");
    assertThat(workers.name(3)).isNull();
  }
}
