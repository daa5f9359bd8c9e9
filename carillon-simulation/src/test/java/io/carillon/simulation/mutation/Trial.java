package io.carillon.simulation.mutation;

import io.carillon.simulation.Simulation;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Lives through a world; what comes out is the first promise that was broken, or null. */
public final class Trial implements LongFunction<@Nullable String> {

  @Override
  public @Nullable String apply(long seed) {
    return new Simulation(seed).run().violation();
  }
}
