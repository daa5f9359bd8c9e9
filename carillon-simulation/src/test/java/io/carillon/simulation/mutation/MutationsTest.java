package io.carillon.simulation.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MutationsTest {

  static List<Mutant> mutants() {
    return Mutants.ALL;
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void shouldFindTheBugWithinItsSeeds(Mutant mutant) throws Exception {
    LongFunction<@Nullable String> trial = trial(MutantClasses.of(mutant));

    long seed = 0;
    String violation = trial.apply(seed);
    while (violation == null && seed < mutant.seeds()) {
      violation = trial.apply(++seed);
    }

    assertThat(violation).as("%s, within %d seeds", mutant, mutant.seeds()).isNotNull();
    if (Boolean.getBoolean("simulation.mutants")) {
      String text = violation.length() > 120 ? violation.substring(0, 120) : violation;
      System.out.printf("%5d  %s: %s%n", seed, mutant, text);
    }
  }

  /** What finds the bugs finds none where there is none, loaded the same way. */
  @Test
  void shouldFindNothingWhenNothingIsChanged() throws Exception {
    LongFunction<@Nullable String> trial = trial(MutantClasses.unchanged());

    for (long seed = 0; seed < 50; seed++) {
      assertThat(trial.apply(seed)).isNull();
    }
  }

  @Test
  void shouldHaveEnoughMutants() {
    assertThat(Mutants.ALL).hasSizeGreaterThanOrEqualTo(15);
    assertThat(Mutants.ALL).extracting(Mutant::name).doesNotHaveDuplicates();
  }

  @SuppressWarnings("unchecked")
  private static LongFunction<@Nullable String> trial(MutantClasses classes) throws Exception {
    return (LongFunction<@Nullable String>)
        classes.loadClass(Trial.class.getName()).getConstructor().newInstance();
  }
}
