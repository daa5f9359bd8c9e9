package io.carillon.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  private Instant wall = START;
  private long nanos = -5_000_000_000L;
  private final SteadyClock clock = new SteadyClock(() -> wall, () -> nanos);

  private Duration after(Duration monotonic, Duration ofWall) {
    Instant before = clock.instant();
    nanos += monotonic.toNanos();
    wall = wall.plus(ofWall);
    return Duration.between(before, clock.instant());
  }

  @Test
  void shouldGoAsTheWallClockGoes() {
    assertThat(clock.instant()).isEqualTo(START);
    assertThat(after(Duration.ofMillis(1_500), Duration.ofMillis(1_500)))
        .isEqualTo(Duration.ofMillis(1_500));
  }

  @Test
  void shouldNotJumpWhenSomebodySetsTheWallClockForward() {
    after(Duration.ofSeconds(1), Duration.ofHours(1));

    assertThat(after(Duration.ofSeconds(20), Duration.ofSeconds(20)))
        .isEqualTo(Duration.ofSeconds(21));
  }

  @Test
  void shouldNotGoBackWhenSomebodySetsTheWallClockBack() {
    after(Duration.ofSeconds(1), Duration.ofHours(-1));

    assertThat(after(Duration.ofSeconds(20), Duration.ofSeconds(20)))
        .isEqualTo(Duration.ofSeconds(19));
  }

  @Test
  void shouldMeetTheWallClockAgainAfterASmallStep() {
    after(Duration.ofSeconds(1), Duration.ofMillis(1_200));
    for (int i = 0; i < 10; i++) {
      after(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    assertThat(clock.instant()).isEqualTo(wall);
  }

  @Test
  void shouldStandAJumpOverCenturies() {
    after(Duration.ofSeconds(1), Duration.ofDays(365 * 500));

    assertThat(after(Duration.ofSeconds(20), Duration.ZERO)).isEqualTo(Duration.ofSeconds(21));
  }
}
