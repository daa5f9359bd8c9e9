package io.carillon.store;

import static io.carillon.kernel.row.RunState.RUNNING;
import static io.carillon.store.PartitionStore.Outcome.COMMITTED;
import static io.carillon.store.Rows.id;
import static io.carillon.store.Rows.run;
import static io.carillon.store.Rows.runs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.store.testing.MariadbServer;
import io.carillon.store.testing.TestDatabases;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What is special about MariaDB; what it has in common with others is in the contract's tests. */
final class MariadbTest {

  @Test
  void shouldTakeTheUrlOfMysql() {
    DatabaseConfig config = TestDatabases.mariadb();
    String url = config.url().replace("jdbc:mariadb:", "jdbc:mysql:");

    try (Database database = Database.open(at(config, url))) {
      assertThat(database.partitionStore().partitions()).isEqualTo(8);
    }
  }

  @Test
  void shouldRefuseAUrlWithoutADatabase() {
    DatabaseConfig config = TestDatabases.mariadb();
    String url = config.url().replaceFirst("[^/]+$", "");

    assertThatThrownBy(() -> Database.open(at(config, url)))
        .isInstanceOf(UnusableDatabaseException.class)
        .hasMessage(
            "Expected the name of a database after the last / of " + url + ", but found none");
  }

  @Test
  void shouldTellAWrongPasswordWithoutRepeatingIt() {
    DatabaseConfig config = TestDatabases.mariadb();
    var wrong = new DatabaseConfig(config.url(), config.user(), "Wr0ng-Secret", 8);
    String url = config.url() + "?user=carillon&password=Wr0ng-Secret";
    var log = new ListAppender<ILoggingEvent>();
    log.start();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(log);

    for (DatabaseConfig refused : List.of(wrong, new DatabaseConfig(url, null, null, 8))) {
      assertThatThrownBy(() -> Database.open(refused))
          .isInstanceOf(UnusableDatabaseException.class)
          .hasMessageStartingWith(
              "Expected user and password to be right for " + config.url() + ", but: ")
          .hasMessageNotContaining("Secret")
          .hasStackTraceContaining("Access denied")
          .extracting(e -> String.valueOf(e.getCause()))
          .asString()
          .doesNotContain("Secret");
    }

    root.detachAppender(log);
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(message -> message.contains("Secret"));
  }

  @ParameterizedTest
  @CsvSource({
    "10.6.22-MariaDB, 'Expected MariaDB 10.11 or newer at %s, but found 10.6.22-MariaDB'",
    "8.0.44, 'Expected MySQL 8.4 or newer at %s, but found 8.0.44'"
  })
  void shouldRefuseAServerThatIsTooOld(String version, String message) {
    try (MariadbServer server = MariadbServer.start("--version=" + version)) {
      DatabaseConfig config = server.newDatabase();

      assertThatThrownBy(() -> Database.open(config))
          .isInstanceOf(UnusableDatabaseException.class)
          .hasMessage(message.formatted(config.url()));
    }
  }

  @Test
  void shouldRefuseAServerThatDoesNotTakeALargeText() {
    try (MariadbServer server = MariadbServer.start("--max-allowed-packet=1M")) {
      DatabaseConfig config = server.newDatabase();

      assertThatThrownBy(() -> Database.open(config))
          .isInstanceOf(UnusableDatabaseException.class)
          .hasMessage(
              "Expected max_allowed_packet of at least 16777216 bytes at %s, but found 1048576",
              config.url());
    }
  }

  /** With this parameter the driver does not tell what the fence changed. */
  @Test
  void shouldNotTakeACommitForARepeatedOneWhenTheDriverCountsNothing() {
    DatabaseConfig config = TestDatabases.mariadb();
    try (Database database = Database.open(at(config, config.url() + "?useBulkStmts=true"))) {
      PartitionStore store = database.partitionStore();
      var batches =
          List.of(
              new Owner(store, 3).next(runs(run(id(3, 2), id(3, 1), RUNNING))),
              new Owner(store, 4).next(runs(run(id(4, 2), id(4, 1), RUNNING))));

      try {
        assertThat(store.commit(batches)).containsExactly(COMMITTED, COMMITTED);
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageContaining("Expected the driver to tell");
        assertThat(store.claim(3, 1, "a")).extracting(o -> o.commits()).isEqualTo(0L);
        return;
      }
      assertThat(store.runs(List.of(id(3, 2), id(4, 2)))).hasSize(2);
    }
  }

  @Test
  void shouldCutNoTextThatIsTooLong() {
    try (Database database = Database.open(TestDatabases.mariadb())) {
      var owner = new Owner(database.partitionStore(), 3);

      assertThatThrownBy(
              () -> owner.commit(Rows.workflows(Rows.workflow(id(3, 1), "x".repeat(256)))))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static DatabaseConfig at(DatabaseConfig config, String url) {
    return new DatabaseConfig(url, config.user(), config.password(), 8);
  }
}
