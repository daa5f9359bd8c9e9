package io.carillon.store;

import static io.carillon.store.Rows.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.store.PartitionStore.Hold;
import io.carillon.store.PartitionStore.Ownership;
import io.carillon.store.testing.TestDatabases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases are opened, or refused with a sentence that says why. */
final class DatabaseTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void shouldKeepWhatThereIsWhenOpenedAgain(DatabaseKind kind) throws SQLException {
    DatabaseConfig config = kind.fresh(directory);
    try (Database database = Database.open(config)) {
      new Owner(database.partitionStore(), 7)
          .commit(Rows.workflows(Rows.workflow(id(7, 1), "kept")));
    }
    assertThat(migration(config)).isEqualTo(Migrations.NEWEST);

    var more = new DatabaseConfig(config.url(), config.user(), config.password(), 16);
    try (Database database = Database.open(more)) {
      assertThat(database.partitionStore().partitions()).isEqualTo(8);
      assertThat(database.partitionStore().claim(7, 1, "a")).isEqualTo(new Ownership(7, 2, 1));
      assertThat(database.queries().workflow("test", "kept")).isNotNull();
    }
    assertThat(migration(config)).isEqualTo(Migrations.NEWEST);
  }

  @ParameterizedTest
  @EnumSource
  void shouldMakeTheNumberOfPartitionsAskedFor(DatabaseKind kind) {
    DatabaseConfig config = kind.fresh(directory);

    var one = new DatabaseConfig(config.url(), config.user(), config.password(), 1);
    try (Database database = Database.open(one)) {
      assertThat(database.partitionStore().partitions()).isEqualTo(1);
      assertThat(database.partitionStore().claim(0, 0, "a")).isEqualTo(new Ownership(0, 1, 0));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldMakeTheMostPartitionsThereCanBe(DatabaseKind kind) {
    DatabaseConfig config = kind.fresh(directory);

    var most = new DatabaseConfig(config.url(), config.user(), config.password(), 1024);
    try (Database database = Database.open(most)) {
      assertThat(database.partitionStore().partitions()).isEqualTo(1024);
      assertThat(database.partitionStore().holds())
          .extracting(Hold::partition)
          .containsExactlyElementsOf(IntStream.range(0, 1024).boxed().toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseANewerSchema(DatabaseKind kind) throws SQLException {
    DatabaseConfig config = kind.fresh(directory);
    Database.open(config).close();
    execute(
        config,
        "INSERT INTO schema_history (installed_rank, version, description, type, script,"
            + " installed_by, execution_time, success)"
            + " VALUES (99, '999', 'future', 'SQL', 'V999__future.sql', 'x', 1, true)");

    assertThatThrownBy(() -> Database.open(config))
        .isInstanceOf(UnusableDatabaseException.class)
        .hasMessage(
            "Expected a database of this version of Carillon or an older one, but "
                + config.url()
                + " has the newer schema 999");
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseASchemaThatIsNotWhole(DatabaseKind kind) throws SQLException {
    DatabaseConfig config = kind.fresh(directory);
    Database.open(config).close();
    execute(config, "UPDATE schema_history SET success = false WHERE version = '2'");

    assertThatThrownBy(() -> Database.open(config))
        .isInstanceOf(UnusableDatabaseException.class)
        .hasMessage(
            "Expected a schema that is whole, but at %s migration 2 failed on the way: go back to"
                + " the backup from before it, or to an empty database",
            config.url());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mysql://x", "jdbc:oracle://host/db?password=secret", ""})
  void shouldRefuseAnotherKindOfDatabase(String url) {
    assertThatThrownBy(() -> open(url))
        .isInstanceOf(UnusableDatabaseException.class)
        .hasMessageStartingWith(
            "Expected a database URL that starts with jdbc:sqlite:, jdbc:postgresql:, jdbc:mariadb:"
                + " or jdbc:mysql:, but found")
        .hasMessageNotContaining("secret");
  }

  @Test
  void shouldRefuseAPathThatCannotBeADatabase() throws IOException {
    Path text = Files.writeString(directory.resolve("text"), "This is no database. ".repeat(100));

    assertThatThrownBy(() -> open("jdbc:sqlite:" + directory.resolve("none/x.db")))
        .isInstanceOf(UnusableDatabaseException.class)
        .hasMessageContaining("none does not exist");
    assertThatThrownBy(() -> open("jdbc:sqlite:" + text.resolve("x.db")))
        .isInstanceOf(UnusableDatabaseException.class)
        .hasMessageContaining("text is not one");
    assertThatThrownBy(() -> open("jdbc:sqlite:" + directory))
        .isInstanceOf(UnusableDatabaseException.class)
        .hasMessage("Expected a file that can be written for the database, but found " + directory);
    assertThatThrownBy(() -> open("jdbc:sqlite:" + text))
        .isInstanceOf(UnusableDatabaseException.class)
        .hasMessageContaining("is something else");
    assertThatThrownBy(() -> open("jdbc:sqlite::memory:"))
        .isInstanceOf(UnusableDatabaseException.class)
        .hasMessage(
            "Expected the path of a file in jdbc:sqlite:PATH, but found jdbc:sqlite::memory:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "mariadb", "mysql"})
  void shouldSayThatAServerCannotBeReached(String kind) throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    String url = "jdbc:" + kind + "://localhost:" + port + "/none";
    assertThatThrownBy(() -> open(url + "?password=secret"))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("Expected to reach the database " + url + ", but: ")
        .hasMessageNotContaining("secret");
  }

  @Test
  void shouldSayThatAServerHasNoSuchDatabase() {
    assertThatThrownBy(() -> openAnother(TestDatabases.postgres()))
        .isInstanceOf(UnusableDatabaseException.class)
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> openAnother(TestDatabases.mariadb()))
        .isInstanceOf(UnusableDatabaseException.class)
        .hasMessageContaining("Unknown database");
  }

  @Test
  void shouldSyncEachCommitOfSqlite() throws SQLException {
    DatabaseConfig config = TestDatabases.sqlite(directory);

    assertThat(setting(config, "PRAGMA journal_mode")).isEqualTo("wal");
    assertThat(setting(config, "PRAGMA synchronous")).as("2 is FULL").isEqualTo("2");
    assertThat(setting(config, "PRAGMA busy_timeout")).isEqualTo("5000");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1025, -1})
  void shouldRefuseANumberOfPartitionsThatIdsCannotCarry(int partitions) {
    assertThatThrownBy(() -> new DatabaseConfig("jdbc:sqlite:x", null, null, partitions))
        .isInstanceOf(UnusableDatabaseException.class)
        .hasMessage("Expected a number of partitions from 1 to 1024, but found " + partitions);
  }

  @ParameterizedTest
  @EnumSource
  void shouldSayThatItIsClosed(DatabaseKind kind) {
    Database database = Database.open(kind.fresh(directory));
    database.close();

    assertThatThrownBy(() -> database.partitionStore().claim(1, 0, "a"))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> database.queries().run(1)).isInstanceOf(StoreException.class);
  }

  private static Database openAnother(DatabaseConfig config) {
    return Database.open(
        new DatabaseConfig(config.url() + "_none", config.user(), config.password(), 8));
  }

  private static Database open(String url) {
    return Database.open(new DatabaseConfig(url, null, null, 8));
  }

  private static void execute(DatabaseConfig config, String sql) throws SQLException {
    try (Connection connection = Connections.source(config, Dialect.of(config)).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The number of the last migration. */
  private static int migration(DatabaseConfig config) throws SQLException {
    return Integer.parseInt(
        setting(config, "SELECT version FROM schema_history ORDER BY installed_rank DESC"));
  }

  private static String setting(DatabaseConfig config, String query) throws SQLException {
    try (Connection connection = Connections.source(config, Dialect.of(config)).getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getString(1);
    }
  }
}
