package io.carillon.simulation.clockwork;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The only source of chance in a world. */
public final class Dice {

  public static final long MILLI = 1_000;
  public static final long SECOND = 1_000_000;

  private final SplittableRandom random;

  public Dice(long seed) {
    this.random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
  }

  public boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** From the first to the second, both included. */
  public long between(long least, long most) {
    return least >= most ? least : random.nextLong(least, most + 1);
  }

  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** Small ones are as likely as large ones: even over the orders of magnitude. */
  public long spread(long least, long most) {
    double low = Math.log((double) Math.max(1, least));
    return (long) Math.exp(low + random.nextDouble() * (Math.log((double) most) - low));
  }

  public <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  public double fraction() {
    return random.nextDouble();
  }

  public long positive() {
    return random.nextLong() >>> 1 | 1;
  }

  /** One of several, all alike. */
  @SafeVarargs
  public final <T> T oneOf(Supplier<T>... choices) {
    return choices[random.nextInt(choices.length)].get();
  }
}
