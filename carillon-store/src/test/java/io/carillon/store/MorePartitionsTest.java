package io.carillon.store;

import static io.carillon.kernel.row.RunState.RUNNING;
import static io.carillon.store.PartitionStore.Outcome.COMMITTED;
import static io.carillon.store.PartitionStore.Outcome.FENCED;
import static io.carillon.store.Rows.id;
import static io.carillon.store.Rows.run;
import static io.carillon.store.Rows.runs;
import static io.carillon.store.Rows.workflow;
import static io.carillon.store.Rows.workflows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.store.Members.Beat;
import io.carillon.store.PartitionStore.Hold;
import io.carillon.store.PartitionStore.Ownership;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The number of partitions is raised while no server runs. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
final class MorePartitionsTest {

  private final DatabaseKind kind;
  private DatabaseConfig config;

  MorePartitionsTest(DatabaseKind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void choose(@TempDir Path directory) {
    config = kind.fresh(directory);
  }

  private static void noPause() {}

  @Test
  void shouldLeaveWorkflowsWhereTheyAre() {
    try (Database database = Database.open(config)) {
      PartitionStore store = database.partitionStore();
      assertThat(store.partitionCounts()).containsExactly(8);
      var owner = new Owner(store, 3);
      owner.commit(workflows(workflow(id(3, 1), "here"), workflow(id(3, 2), "gone")));
      owner.commit(workflows(Rows.deleted(workflow(id(3, 2), "gone"))));
      owner.commit(runs(run(id(3, 3), id(3, 1), RUNNING)));
    }

    assertThat(Database.raisePartitions(config, 16, MorePartitionsTest::noPause)).isEqualTo(8);
    assertThat(Database.raisePartitions(config, 1024, MorePartitionsTest::noPause)).isEqualTo(16);

    try (Database database = Database.open(config)) {
      PartitionStore store = database.partitionStore();
      assertThat(store.partitions()).isEqualTo(1024);
      assertThat(store.partitionCounts()).containsExactly(8, 16, 1024);
      assertThat(store.home("test", "here")).isEqualTo(3);
      assertThat(store.home("test", "gone")).isEqualTo(3);
      assertThat(store.home("test", "new")).isNull();
      assertThat(store.unfinished(3).runs()).hasSize(1);
      assertThat(store.holds()).hasSize(1024).contains(new Hold(3, 3, null));
      assertThat(store.claim(3, 3, "a")).isEqualTo(new Ownership(3, 4, 3));
      assertThat(new Owner(store, 1023).commit(runs(run(id(1023, 1), id(1023, 0), RUNNING))))
          .isEqualTo(COMMITTED);
    }
  }

  @Test
  void shouldRefuseFewerPartitions() {
    Database.open(config).close();

    assertThatThrownBy(() -> Database.raisePartitions(config, 7, MorePartitionsTest::noPause))
        .isInstanceOf(UnusableDatabaseException.class)
        .hasMessage(
            "Expected more partitions than the 8 of %s, but found 7: they cannot become fewer",
            config.url());
    assertThatThrownBy(() -> Database.raisePartitions(config, 1025, MorePartitionsTest::noPause))
        .isInstanceOf(UnusableDatabaseException.class)
        .hasMessage("Expected a number of partitions from 1 to 1024, but found 1025");

    assertThat(counts()).containsExactly(8);
  }

  @Test
  void shouldChangeNothingWhenThereAreAsManyAlready() {
    try (Database database = Database.open(config)) {
      var owner = new Owner(database.partitionStore(), 3);

      assertThat(Database.raisePartitions(config, 8, MorePartitionsTest::noPause)).isEqualTo(8);

      assertThat(owner.commit(runs(run(id(3, 2), id(3, 1), RUNNING)))).isEqualTo(COMMITTED);
    }
    assertThat(counts()).containsExactly(8);
  }

  @Test
  void shouldMakeThemInAnEmptyDatabase() {
    assertThat(Database.raisePartitions(config, 16, MorePartitionsTest::noPause)).isEqualTo(16);

    assertThat(counts()).containsExactly(16);
  }

  @Test
  void shouldRefuseWhileAServerIsAlive() {
    try (Database server = Database.open(config)) {
      Members members = server.members();
      members.beat(new Beat("gone", 1, "host-1:7000", 4));
      members.beat(new Beat("here", 2, "host-2:7000", 7));
      var owner = new Owner(server.partitionStore(), 3);

      assertThatThrownBy(
              () ->
                  Database.raisePartitions(
                      config, 16, () -> members.beat(new Beat("here", 2, "host-2:7000", 8))))
          .isInstanceOf(UnusableDatabaseException.class)
          .hasMessage(
              "Expected no server to be alive on %s, but here at host-2:7000 is: stop all servers"
                  + " first",
              config.url());

      assertThat(counts()).containsExactly(8);
      assertThat(owner.commit(runs(run(id(3, 2), id(3, 1), RUNNING)))).isEqualTo(COMMITTED);
    }
    assertThat(Database.raisePartitions(config, 16, MorePartitionsTest::noPause))
        .as("all are gone")
        .isEqualTo(8);
  }

  @Test
  void shouldTakeEverythingFromAServerThatWasNotSeen() {
    try (Database server = Database.open(config)) {
      PartitionStore store = server.partitionStore();
      var owner = new Owner(store, 3);
      if (kind == DatabaseKind.SQLITE) {
        // Its file is locked by the server that writes.
        assertThatThrownBy(() -> Database.raisePartitions(config, 16, MorePartitionsTest::noPause))
            .isInstanceOf(StoreException.class);
        assertThat(counts()).containsExactly(8);
        return;
      }

      Database.raisePartitions(config, 16, MorePartitionsTest::noPause);

      assertThat(owner.commit(workflows(workflow(id(3, 1), "late")))).isEqualTo(FENCED);
      assertThat(store.home("test", "late")).isNull();
      List<Hold> holds = store.holds();
      assertThat(holds).hasSize(8).contains(new Hold(3, 2, null));
      assertThat(store.claim(3, 2, "server")).isNull();
      assertThat(store.holds()).isEqualTo(holds);
    }
  }

  private List<Integer> counts() {
    try (Database database = Database.open(config)) {
      return database.partitionStore().partitionCounts();
    }
  }
}
