package io.carillon.simulation.cluster;

import io.carillon.simulation.clockwork.Dice;
import io.carillon.simulation.clockwork.History;

/**
 * How long things take and how often they fail, drawn anew for each world: some are rough in one
 * way, some in many, some not at all. Once it is calm nothing fails and nothing takes long.
 */
public final class Faults {

  private final Dice dice;
  private final History history;
  private final double slowSteps;
  private final double slowStore;
  private final double failingStore;
  private final double slowNetwork;
  private final double lossyNetwork;
  private final double failingTasks;
  private final double longTasks;
  private final double deafTasks;
  private boolean calm;
  private boolean storeSlow;
  private boolean registryDown;

  Faults(Dice dice, History history) {
    this.dice = dice;
    this.history = history;
    this.slowSteps = drawn(0.02);
    this.slowStore = drawn(0.2);
    this.failingStore = drawn(0.05);
    this.slowNetwork = drawn(0.1);
    this.lossyNetwork = drawn(0.1);
    this.failingTasks = 0.02 + drawn(0.3);
    this.longTasks = dice.chance(0.2) ? 0.7 : drawn(0.5);
    this.deafTasks = drawn(0.3);
  }

  private double drawn(double most) {
    return dice.chance(0.4) ? 0 : dice.fraction() * dice.fraction() * most;
  }

  public void calm() {
    calm = true;
    storeSlow = false;
    registryDown = false;
  }

  public void storeSlow(boolean slow) {
    storeSlow = slow;
  }

  public void registryDown(boolean down) {
    registryDown = down;
  }

  boolean registryUp() {
    return !registryDown;
  }

  private boolean rough(double chance) {
    return !calm && dice.chance(chance);
  }

  /** How long a part takes to get its turn. */
  long stepDelay() {
    return rough(slowSteps) ? dice.spread(Dice.MILLI, 800 * Dice.MILLI) : dice.between(5, 200);
  }

  /** Half of what a call to the database takes; mostly nothing that anybody notices. */
  long storeDelay() {
    if (!calm && storeSlow && dice.chance(0.3)) {
      return dice.spread(10 * Dice.MILLI, 2 * Dice.SECOND);
    }
    return rough(slowStore)
        ? dice.spread(200, 400 * Dice.MILLI)
        : rough(0.3) ? dice.between(20, 500) : 0;
  }

  boolean storeFailsBefore() {
    return rough(failingStore);
  }

  boolean storeFailsAfter() {
    return rough(failingStore);
  }

  /** How long it takes to learn that the database does not answer. */
  long storePatience() {
    return dice.spread(Dice.MILLI, Dice.SECOND);
  }

  public long networkDelay() {
    return rough(slowNetwork) ? dice.spread(Dice.MILLI, Dice.SECOND) : dice.between(50, 1_000);
  }

  /** Of messages in a stream, which follow each other. */
  long streamDelay() {
    return rough(slowNetwork / 10)
        ? dice.spread(Dice.MILLI, 500 * Dice.MILLI)
        : dice.between(20, 500);
  }

  public boolean loses() {
    return counted("messages lost", rough(lossyNetwork));
  }

  boolean duplicates() {
    return counted("messages twice", rough(lossyNetwork));
  }

  private boolean counted(String what, boolean happens) {
    if (happens) {
      history.count(what);
    }
    return happens;
  }

  /** A task that only ends when it is told to stop. */
  boolean taskHangs() {
    return counted("tasks that hang", longTasks > 0 && rough(0.03));
  }

  long taskTime() {
    return rough(longTasks)
        ? dice.spread(100 * Dice.MILLI, 9 * Dice.SECOND)
        : dice.spread(Dice.MILLI, 300 * Dice.MILLI);
  }

  boolean taskFails() {
    return dice.chance(failingTasks);
  }

  /** How long a task goes on that was told to stop. */
  long stopTime() {
    return rough(deafTasks)
        ? dice.spread(500 * Dice.MILLI, 6 * Dice.SECOND)
        : dice.spread(Dice.MILLI, 200 * Dice.MILLI);
  }
}
