package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.Registry.Renewal.Held;
import io.carillon.cluster.Registry.Renewal.Taken;
import io.carillon.engine.cluster.Member;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reckoning by a clock that only goes when told: lease 1000, heartbeat 200. */
class StandingTest {

  private static final Member SELF = new Member("b", 1, "b:1");
  private static final Member OTHER = new Member("a", 2, "a:1");
  private static final Member RIVAL = new Member("b", 3, "c:1");
  private static final Held HELD = new Held(at(1000));

  private final Standing standing = new Standing(SELF, at(200));

  @Test
  void shouldBeNoMemberBeforeItHasRenewedAndLooked() {
    assertThat(joined(0)).isFalse();
    standing.renewed(at(0), at(10), HELD);
    assertThat(joined(20)).isFalse();
    standing.saw(List.of(OTHER));
    assertThat(standing.view(at(30)).members()).containsExactly(OTHER, SELF);
    assertThat(joined(30)).isTrue();
  }

  @Test
  void shouldCountTheLeaseFromWhenTheRenewalBegan() {
    joinAt(0);
    standing.renewed(at(500), at(900), HELD);

    assertThat(standing.remaining(at(900))).isEqualTo(at(600));
    assertThat(joined(1499)).isTrue();
    assertThat(joined(1500)).isFalse();
    assertThat(standing.remaining(at(1500))).isNull();
  }

  @Test
  void shouldReckonWithTheLeaseThatTheRegistryGrants() {
    standing.saw(List.of());
    standing.renewed(at(0), at(1), new Held(at(4000)));

    assertThat(joined(3999)).isTrue();
    assertThat(joined(4000)).isFalse();
  }

  @Test
  void shouldBeOutWhenTheAnswerComesAfterTheLease() {
    joinAt(0);

    // Begun within the lease, answered within its own; but meanwhile others may have taken over.
    standing.renewed(at(900), at(1100), HELD);

    assertThat(joined(1100)).isFalse();
    assertThat(standing.view(at(1100)).members()).containsExactly(OTHER);
  }

  @Test
  void shouldStayOutForAHeartbeatWhenItWasPaused() {
    joinAt(0);

    assertThat(joined(9000)).isFalse();
    standing.renewed(at(9000), at(9010), HELD);
    standing.saw(List.of(OTHER));
    assertThat(joined(9010)).isFalse();
    standing.renewed(at(9199), at(9205), HELD);
    assertThat(joined(9205)).isFalse();
    standing.renewed(at(9200), at(9210), HELD);
    assertThat(joined(9210)).isTrue();
  }

  @Test
  void shouldLookAgainBeforeItIsBack() {
    joinAt(0);
    assertThat(joined(2000)).isFalse();

    standing.renewed(at(3000), at(3010), HELD);
    assertThat(joined(3010)).isFalse();
    standing.saw(List.of());

    assertThat(joined(3020)).isTrue();
  }

  @Test
  void shouldBeOutWhileAnotherHasItsName() {
    joinAt(0);
    standing.renewed(at(300), at(310), new Taken(RIVAL, at(1000)));
    standing.renewed(at(700), at(710), new Taken(RIVAL, at(1000)));

    assertThat(joined(710)).isFalse();
    assertThat(standing.rival()).isEqualTo(new Standing.Rival(RIVAL, at(310), at(1000)));

    standing.renewed(at(900), at(910), HELD);
    standing.saw(List.of());
    assertThat(standing.rival()).isNull();
    assertThat(standing.view(at(910)).members()).containsExactly(SELF);
  }

  @Test
  void shouldBeOutOnceItHasLeft() {
    joinAt(0);
    standing.leave();
    assertThat(joined(10)).isFalse();
  }

  private void joinAt(int millis) {
    standing.saw(List.of(OTHER));
    standing.renewed(at(millis), at(millis + 1), HELD);
    assertThat(joined(millis + 1)).isTrue();
  }

  private boolean joined(int millis) {
    return standing.view(at(millis)).joined();
  }

  private static Duration at(int millis) {
    return Duration.ofMillis(millis);
  }
}
