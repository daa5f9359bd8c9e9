package io.carillon.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SimulationTest {

  private static final int SEEDS = 1_000;

  /** With {@code -Dsimulation.seed=N}: that one alone. */
  @Test
  void shouldKeepAllPromisesWhenAnythingFails() throws InterruptedException {
    Long seed = Long.getLong("simulation.seed");
    long from = seed == null ? 0 : seed;
    long end = seed == null ? SEEDS : seed + 1;

    Seeds.Summary summary = Seeds.live(from, end, 2, 1, outcome -> {});

    assertThat(summary.violations()).extracting(Failure::text).isEmpty();
    assertThat(summary.lived()).isEqualTo(end - from);
  }

  @Test
  void shouldReachWhatIsInterestingWhenThereAreManySeeds() throws InterruptedException {
    Seeds.Summary summary = Seeds.live(5_000, 5_060, 1, 1, outcome -> {});

    assertThat(summary.counts())
        .containsKeys(
            "attempts failed",
            "attempts handed_back",
            "attempts lost",
            "clocks set",
            "commits fenced",
            "database: answer lost",
            "database: not reached",
            "messages lost",
            "messages twice",
            "partitions handed over",
            "partitions taken over",
            "runs cancelled",
            "runs failed",
            "runs succeeded",
            "servers crashed",
            "servers paused and replaced",
            "states compared with rows",
            "streams broken",
            "workers crashed",
            "workers paused");
  }

  @Test
  void shouldGiveTheSameHistoryWhenTheSeedIsTheSame() {
    for (long seed = 0; seed < 10; seed++) {
      Simulation.Outcome once = new Simulation(seed).run();
      Simulation.Outcome again = new Simulation(seed).run();

      assertThat(again).isEqualTo(once);
      assertThat(new Simulation(seed + 10).run().trace()).isNotEqualTo(once.trace());
    }
  }
}
