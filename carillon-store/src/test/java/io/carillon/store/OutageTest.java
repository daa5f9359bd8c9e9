package io.carillon.store;

import static io.carillon.kernel.row.RunState.RUNNING;
import static io.carillon.store.PartitionStore.Outcome.COMMITTED;
import static io.carillon.store.Rows.id;
import static io.carillon.store.Rows.run;
import static io.carillon.store.Rows.runs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.kernel.row.RunRow;
import io.carillon.store.PartitionStore.Batch;
import io.carillon.store.testing.DatabaseServer;
import io.carillon.store.testing.MariadbServer;
import io.carillon.store.testing.PostgresServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A database server goes away and comes back. */
@ParameterizedClass
@EnumSource
final class OutageTest {

  private static final int READERS = 8;

  private final Kind kind;
  private DatabaseServer server;

  enum Kind {
    POSTGRESQL,
    MARIADB
  }

  OutageTest(Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void start() {
    server =
        switch (kind) {
          case POSTGRESQL -> PostgresServer.start();
          case MARIADB -> MariadbServer.start();
        };
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldSaySoWhileTheDatabaseIsAwayAndGoOnByItselfAfterwards() {
    try (Database database = Database.open(server.newDatabase())) {
      PartitionStore store = database.partitionStore();
      var owner = new Owner(store, 3);
      owner.commit(runs(run(id(3, 2), id(3, 1), RUNNING)));
      Batch batch = owner.next(runs(run(id(3, 3), id(3, 1), RUNNING)));

      server.stop();
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> store.commit(List.of(batch))).isInstanceOf(StoreException.class);
      }
      assertThatThrownBy(() -> store.unfinished(3)).isInstanceOf(StoreException.class);
      server.startAgain();

      assertThat(store.commit(List.of(batch))).containsExactly(COMMITTED);
      assertThat(readAgain(store)).extracting(RunRow::id).containsExactly(id(3, 2), id(3, 3));
    }
  }

  /** Each connection that broke while it lay in the pool can cost one attempt. */
  private static List<RunRow> readAgain(PartitionStore store) {
    for (int attempt = 0; attempt < READERS; attempt++) {
      try {
        return store.unfinished(3).runs();
      } catch (StoreException e) {
        assertThat(e).hasMessageContaining("could not do it now");
      }
    }
    return store.unfinished(3).runs();
  }

  @Test
  void shouldGiveUpAConnectionThatDoesNotAnswer() throws Exception {
    DatabaseConfig config = server.newDatabase();
    // Seconds, and milliseconds.
    String timeout = kind == Kind.POSTGRESQL ? "1" : "1000";
    var impatient =
        new DatabaseConfig(
            config.url() + "?socketTimeout=" + timeout, config.user(), config.password(), 8);
    try (Database database = Database.open(impatient)) {
      PartitionStore store = database.partitionStore();
      var owner = new Owner(store, 3);
      Batch batch = owner.next(runs(run(id(3, 2), id(3, 1), RUNNING)));
      List<Long> processes =
          switch (server) {
            case PostgresServer postgres -> backends(config);
            case MariadbServer mariadb -> List.of(mariadb.pid());
          };

      signal("STOP", processes);
      try {
        assertThatThrownBy(() -> store.commit(List.of(batch))).isInstanceOf(StoreException.class);
        if (kind == Kind.POSTGRESQL) {
          assertThat(store.commit(List.of(batch))).containsExactly(COMMITTED);
        }
      } finally {
        signal("CONT", processes);
      }

      assertThat(store.commit(List.of(batch))).containsExactly(COMMITTED);
      assertThat(readAgain(store)).hasSize(1);
    }
  }

  /** The server's processes for the connections of the store. */
  private static List<Long> backends(DatabaseConfig config) throws SQLException {
    List<Long> pids = new ArrayList<>();
    try (Connection connection = Connections.source(config, Dialect.of(config)).getConnection();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT pid FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    + " AND backend_type = 'client backend'")) {
      while (result.next()) {
        pids.add(result.getLong(1));
      }
    }
    return pids;
  }

  private static void signal(String signal, List<Long> pids)
      throws IOException, InterruptedException {
    assertThat(pids).isNotEmpty();
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    pids.forEach(pid -> command.add(Long.toString(pid)));
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }
}
