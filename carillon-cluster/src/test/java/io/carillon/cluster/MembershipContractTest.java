package io.carillon.cluster;

import static io.carillon.cluster.World.HEARTBEAT;
import static io.carillon.cluster.World.LEASE;
import static io.carillon.cluster.World.pass;
import static io.carillon.cluster.World.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.cluster.World.Server;
import io.carillon.engine.cluster.Membership.View;
import io.carillon.engine.cluster.NameTakenException;
import io.carillon.engine.cluster.RegistryException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each registry does, over links that fail and with processes that die. */
@Execution(ExecutionMode.CONCURRENT)
class MembershipContractTest {

  @ParameterizedTest
  @EnumSource
  void shouldSeeServersComeAndGo(RegistryKind kind) {
    try (var world = new World(kind)) {
      Server a = world.joined("a");
      Server b = world.joined("b");
      a.awaitSeeing("a", "b");
      b.awaitSeeing("a", "b");
      assertThat(a.membership.view().members()).containsExactly(a.self, b.self);

      b.membership.close();
      Duration gone = a.awaitSeeing("a");
      b.membership.close();

      assertThat(gone).isLessThan(LEASE.minus(HEARTBEAT));
      assertThat(b.membership.view().joined()).isFalse();
      assertThat(b.told.getLast().joined()).isFalse();
      // What it sees before it has joined depends on how long the first call takes.
      assertThat(a.told)
          .filteredOn(View::joined)
          .containsExactly(
              new View(true, List.of(a.self)),
              new View(true, List.of(a.self, b.self)),
              new View(true, List.of(a.self)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldMissAServerAfterTheLeaseWhenItsProcessIsKilled(RegistryKind kind) {
    try (var world = new World(kind);
        ServerProcess b = world.process("b")) {
      Server a = world.joined("a");
      a.awaitSeeing("a", "b");

      b.kill();
      Duration gone = a.awaitSeeing("a");

      assertThat(gone).isBetween(LEASE.minus(HEARTBEAT.multipliedBy(2)), LEASE.multipliedBy(3));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldAcceptTheNameOfAServerWhoseProcessWasKilled(RegistryKind kind) {
    try (var world = new World(kind);
        ServerProcess before = world.process("b")) {
      Server b = world.server("b");

      before.kill();
      b.join();

      assertThat(b.membership.view().members()).containsExactly(b.self);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseANameThatIsTaken(RegistryKind kind) {
    try (var world = new World(kind)) {
      Server first = world.joined("a");
      Server second = world.server("a");

      Duration took =
          time(
              () ->
                  assertThatThrownBy(second::join)
                      .isInstanceOf(NameTakenException.class)
                      .hasMessageContainingAll("name a", "host-of-a:7701"));

      assertThat(took).isLessThan(LEASE.multipliedBy(4));
      assertThat(second.membership.view().joined()).isFalse();
      assertThat(first.told).containsExactly(new View(true, List.of(first.self)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldChangeNothingWhenALinkFailsForLessThanTheLease(RegistryKind kind) {
    try (var world = new World(kind)) {
      Server a = world.joined("a");
      Server b = world.joined("b");
      a.awaitSeeing("a", "b");
      b.awaitSeeing("a", "b");
      int toldA = a.told.size();
      int toldB = b.told.size();

      b.link.hold();
      pass(LEASE.dividedBy(3));
      b.link.mend();
      pass(LEASE.dividedBy(2));
      b.link.cut();
      pass(LEASE.dividedBy(4));
      b.link.mend();
      pass(LEASE.multipliedBy(2));

      assertThat(a.told).hasSize(toldA);
      assertThat(b.told).hasSize(toldB);
      assertThat(b.membership.view()).isEqualTo(new View(true, List.of(a.self, b.self)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeOutBeforeTheOthersMissItAndJoinAgainWhenItsLinkIsBack(RegistryKind kind) {
    try (var world = new World(kind)) {
      Server a = world.joined("a");
      Server b = world.joined("b");
      a.awaitSeeing("a", "b");
      b.awaitSeeing("a", "b");

      for (boolean cut : new boolean[] {false, true}) {
        if (cut) {
          b.link.cut();
        } else {
          b.link.hold();
        }
        b.awaitOut();
        assertThat(Server.names(a.membership.view())).contains("b");
        assertThat(Server.names(b.membership.view())).contains("a");
        a.awaitSeeing("a");
        b.link.mend();

        b.awaitSeeing("a", "b");
        a.awaitSeeing("a", "b");
        assertThat(a.membership.view().member("b")).isEqualTo(b.self);
      }
      assertThat(b.told.stream().filter(view -> !view.joined())).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldJoinAgainWhenTheRegistryWasAwayForAll(RegistryKind kind) {
    try (var world = new World(kind)) {
      Server a = world.joined("a");
      Server b = world.joined("b");
      a.awaitSeeing("a", "b");
      b.awaitSeeing("a", "b");

      a.link.cut();
      b.link.cut();
      a.awaitOut();
      b.awaitOut();
      pass(LEASE);
      a.link.mend();
      b.link.mend();

      a.awaitSeeing("a", "b");
      b.awaitSeeing("a", "b");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindItselfOutAndJoinAgainWhenItsProcessWasPaused(RegistryKind kind) {
    try (var world = new World(kind);
        ServerProcess b = world.process("b")) {
      Server a = world.joined("a");
      a.awaitSeeing("a", "b");

      b.pause();
      a.awaitSeeing("a");
      b.goOn();

      b.awaitOut();
      b.awaitIn();
      a.awaitSeeing("a", "b");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldChangeNothingWhenTheRegistryIsSlow(RegistryKind kind) {
    try (var world = new World(kind)) {
      Server a = world.joined("a");
      Server b = world.joined("b");
      a.awaitSeeing("a", "b");
      b.awaitSeeing("a", "b");
      int toldA = a.told.size();
      int toldB = b.told.size();

      // One question and its answer in ZooKeeper, two of each in the others.
      Duration delay = kind == RegistryKind.ZOOKEEPER ? HEARTBEAT : HEARTBEAT.dividedBy(2);
      b.link.delay(delay.multipliedBy(11).dividedBy(20));
      pass(LEASE.multipliedBy(4));

      assertThat(a.told).hasSize(toldA);
      assertThat(b.told).hasSize(toldB);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldStayOutWhileAnotherHasItsName(RegistryKind kind) {
    try (var world = new World(kind)) {
      Server first = world.joined("a");
      first.link.cut();
      Server second = world.joined("a");
      first.link.mend();
      pass(LEASE.multipliedBy(2));
      assertThat(first.membership.view().joined()).isFalse();
      assertThat(second.membership.view().members()).containsExactly(second.self);

      second.membership.close();

      first.awaitSeeing("a");
      assertThat(first.membership.view().members()).containsExactly(first.self);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldSayWhatIsWrongWhenTheRegistryIsNotThere(RegistryKind kind) {
    try (var world = new World(kind)) {
      Server a = world.server("a");
      a.link.cut();

      Duration took =
          time(
              () ->
                  assertThatThrownBy(a::join)
                      .isInstanceOf(RegistryException.class)
                      .hasMessageContaining("Expected to join the cluster at"));

      assertThat(took).isLessThan(Duration.ofSeconds(20));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldLeaveWithinABoundedTimeWhenTheRegistryDoesNotAnswer(RegistryKind kind) {
    try (var world = new World(kind)) {
      Server a = world.joined("a");
      a.link.hold();

      Duration took = time(a.membership::close);

      assertThat(took).isLessThan(LEASE.multipliedBy(8));
      assertThat(a.membership.view().joined()).isFalse();
    }
  }
}
