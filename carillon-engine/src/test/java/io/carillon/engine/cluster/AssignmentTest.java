package io.carillon.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.store.PartitionStore.Hold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentTest {

  private static List<Hold> owned(@Nullable String... owners) {
    List<Hold> holds = new ArrayList<>();
    for (String owner : owners) {
      holds.add(new Hold(holds.size(), 1, owner));
    }
    return holds;
  }

  private static List<@Nullable String> owners(@Nullable String... owners) {
    return Arrays.asList(owners);
  }

  @Test
  void shouldShareOutFreePartitions() {
    assertThat(Assignment.of(List.of("a", "b", "c"), owned(null, null, null, null)))
        .isEqualTo(owners("a", "a", "b", "c"));
  }

  @Test
  void shouldGiveNothingWhenNobodyIsThere() {
    assertThat(Assignment.of(List.of(), owned("a", null))).isEqualTo(owners(null, null));
  }

  @Test
  void shouldMoveOnlyTheShareOfAServerThatJoins() {
    assertThat(Assignment.of(List.of("a", "b"), owned("b", "b", "b", "b")))
        .isEqualTo(owners("b", "b", "a", "a"));
  }

  @Test
  void shouldMoveOnlyThePartitionsOfAServerThatIsGone() {
    assertThat(Assignment.of(List.of("a", "c"), owned("a", "b", "c", "b", "a", "c")))
        .isEqualTo(owners("a", "a", "c", "c", "a", "c"));
  }

  @Test
  void shouldLeaveTheOddPartitionsWhereTheyAre() {
    List<Hold> settled = owned("c", "b", "c", "a");

    assertThat(Assignment.of(List.of("a", "b", "c"), settled))
        .isEqualTo(owners("c", "b", "c", "a"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldBeFairAndStableWhateverHappened(long seed) {
    Random random = new Random(seed);
    int partitions = 1 + random.nextInt(40);
    List<@Nullable String> owners = new ArrayList<>(Collections.nCopies(partitions, null));
    for (int step = 0; step < 200; step++) {
      List<String> servers = new ArrayList<>();
      for (String name : List.of("a", "b", "c", "d", "e", "f", "g")) {
        if (random.nextBoolean()) {
          servers.add(name);
        }
      }
      List<Hold> before = owned(owners.toArray(String[]::new));
      List<@Nullable String> after = Assignment.of(servers, before);
      Collections.shuffle(servers, random);

      assertThat(Assignment.of(servers, before)).as("order does not matter").isEqualTo(after);
      if (servers.isEmpty()) {
        assertThat(after).containsOnlyNulls();
        continue;
      }
      assertThat(Assignment.of(servers, owned(after.toArray(String[]::new))))
          .as("settled")
          .isEqualTo(after);
      assertFair(servers, after);
      assertThat(moved(servers, owners, after)).isEqualTo(least(servers, owners));
      owners = after;
    }
  }

  private static void assertFair(List<String> servers, List<@Nullable String> targets) {
    for (String server : servers) {
      assertThat(Collections.frequency(targets, server))
          .isBetween(
              targets.size() / servers.size(),
              (targets.size() + servers.size() - 1) / servers.size());
    }
  }

  /** How many partitions leave a server that is alive. */
  private static int moved(
      List<String> servers, List<@Nullable String> before, List<@Nullable String> after) {
    int moved = 0;
    for (int i = 0; i < before.size(); i++) {
      String owner = before.get(i);
      if (owner != null && servers.contains(owner) && !owner.equals(after.get(i))) {
        moved++;
      }
    }
    return moved;
  }

  /** What is above the shares, the odd ones going to those who have most. */
  private static int least(List<String> servers, List<@Nullable String> owners) {
    List<Integer> counts = new ArrayList<>();
    servers.forEach(server -> counts.add(Collections.frequency(owners, server)));
    counts.sort(Collections.reverseOrder());
    int least = 0;
    for (int i = 0; i < counts.size(); i++) {
      int share = owners.size() / servers.size() + (i < owners.size() % servers.size() ? 1 : 0);
      least += Math.max(0, counts.get(i) - share);
    }
    return least;
  }
}
