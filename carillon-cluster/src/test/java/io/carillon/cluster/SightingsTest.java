package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.store.Members.Beat;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is alive when which beat was seen when: lease 1000. */
class SightingsTest {

  private final Sightings sightings = new Sightings(Duration.ofSeconds(1));

  @Test
  void shouldTakeARowForAliveForOneLeaseWhenItIsFirstSeen() {
    assertThat(alive(0, beat(7))).isTrue();
    assertThat(alive(400, beat(7))).isTrue();
    assertThat(alive(999, beat(7))).isTrue();
    assertThat(alive(1000, beat(7))).isFalse();
    assertThat(alive(1400, beat(7))).isFalse();
  }

  @Test
  void shouldCountFromWhenTheBeatWasLastSeenToRise() {
    assertThat(alive(0, beat(1))).isTrue();
    assertThat(alive(900, beat(2))).isTrue();
    assertThat(alive(1800, beat(2))).isTrue();
    assertThat(alive(1900, beat(2))).isFalse();
    assertThat(alive(1950, beat(3))).isTrue();
  }

  @Test
  void shouldNotTakeAnotherIncarnationForTheOneBefore() {
    assertThat(alive(0, new Beat("a", 1, "a:1", 5))).isTrue();
    assertThat(alive(900, new Beat("a", 2, "a:1", 5))).isTrue();
    assertThat(alive(1500, new Beat("a", 2, "a:1", 5))).isTrue();
  }

  @Test
  void shouldJudgeNobodyWhenItWasAwayItself() {
    assertThat(alive(0, beat(1))).isTrue();
    assertThat(alive(1000, beat(1))).isTrue();
    assertThat(alive(1900, beat(1))).isTrue();
    assertThat(alive(2000, beat(1))).isFalse();
  }

  @Test
  void shouldForgetWhoHasLeft() {
    assertThat(alive(0, beat(1))).isTrue();
    assertThat(sightings.look(List.of(), Duration.ofMillis(600)).alive()).isEmpty();
    assertThat(alive(1100, beat(1))).isTrue();
  }

  private boolean alive(int millis, Beat row) {
    Sightings.Verdict verdict = sightings.look(List.of(row), Duration.ofMillis(millis));
    assertThat(verdict.alive().size() + verdict.dead().size()).isEqualTo(1);
    return !verdict.alive().isEmpty();
  }

  private static Beat beat(long beat) {
    return new Beat("a", 1, "a:1", beat);
  }
}
