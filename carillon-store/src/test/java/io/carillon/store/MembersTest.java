package io.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.store.Members.Beat;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that say that they are alive. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
final class MembersTest {

  private final DatabaseKind kind;
  private DatabaseConfig config;
  private Database database;
  private Members members;

  MembersTest(DatabaseKind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open(@TempDir Path directory) {
    config = kind.fresh(directory);
    database = Database.open(config);
    members = database.members();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Beat beat(String name, long incarnation, long beat) {
    return new Beat(name, incarnation, "host-" + name + ":7000", beat);
  }

  @Test
  void shouldListMembersByName() {
    members.beat(beat("b", 1, 1));
    members.beat(beat("a-2", Long.MIN_VALUE, 1));
    members.beat(beat("B", 3, 1));
    members.beat(beat("a", Long.MAX_VALUE, Long.MAX_VALUE));

    assertThat(members.all())
        .containsExactly(
            beat("B", 3, 1),
            beat("a", Long.MAX_VALUE, Long.MAX_VALUE),
            beat("a-2", Long.MIN_VALUE, 1),
            beat("b", 1, 1));
  }

  @Test
  void shouldRaiseTheBeatOfTheSameIncarnation() {
    members.beat(beat("a", 1, 1));

    assertThat(members.beat(new Beat("a", 1, "moved:1", 2))).isTrue();
    assertThat(members.beat(new Beat("a", 1, "moved:1", 2))).as("repeated").isTrue();

    assertThat(members.all()).containsExactly(new Beat("a", 1, "moved:1", 2));
  }

  @Test
  void shouldRefuseANameThatAnotherIncarnationHas() {
    members.beat(beat("a", 1, 7));

    assertThat(members.beat(beat("a", 2, 8))).isFalse();

    assertThat(members.all()).containsExactly(beat("a", 1, 7));
    assertThat(members.beat(beat("b", 2, 9))).as("the connection is well").isTrue();
  }

  @Test
  void shouldRemoveARowOnlyWhenItIsStillTheSame() {
    members.beat(beat("a", 1, 7));

    members.remove(beat("a", 1, 6));
    members.remove(beat("a", 2, 7));
    members.remove(beat("b", 1, 7));
    assertThat(members.all()).containsExactly(beat("a", 1, 7));

    members.remove(beat("a", 1, 7));
    assertThat(members.all()).isEmpty();
    assertThat(members.beat(beat("a", 2, 1))).isTrue();
  }

  @Test
  void shouldGiveANameToOneOfTwoServersThatComeAtTheSameMoment() throws Exception {
    if (kind == DatabaseKind.SQLITE) {
      // Its file has one server.
      return;
    }
    try (Database other = Database.open(config);
        ExecutorService executor = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 20; round++) {
        String name = "server-" + round;
        var together = new CyclicBarrier(2);
        Future<Boolean> first = executor.submit(() -> beat(members, together, name, 1));
        Future<Boolean> second = executor.submit(() -> beat(other.members(), together, name, 2));

        assertThat(List.of(first.get(), second.get())).containsExactlyInAnyOrder(true, false);
      }
    }
  }

  private static boolean beat(
      Members members, CyclicBarrier together, String name, long incarnation) throws Exception {
    together.await();
    return members.beat(beat(name, incarnation, 1));
  }
}
