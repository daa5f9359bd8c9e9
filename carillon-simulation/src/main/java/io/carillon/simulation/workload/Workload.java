package io.carillon.simulation.workload;

import io.carillon.simulation.clockwork.Dice;
import io.carillon.simulation.cluster.World;
import java.util.ArrayList;
import java.util.List;

/** Draws what the clients ask for, and when. */
public final class Workload {

  private final World world;
  private final Clients clients;
  private final long end;
  private final List<String> workflows = new ArrayList<>();

  /**
   * @param end nothing is asked for after it
   */
  public Workload(World world, Clients clients, long end) {
    this.world = world;
    this.clients = clients;
    this.end = end;
  }

  public void begin() {
    Dice dice = world.dice();
    int count = 2 + dice.below(4);
    for (int i = 0; i < count; i++) {
      String name = "f" + i;
      workflows.add(name);
      at(dice.spread(Dice.MILLI, 2 * Dice.SECOND), () -> clients.save(name));
    }
    int requests = 10 + dice.below(40);
    for (int i = 0; i < requests; i++) {
      at(dice.between(Dice.SECOND, end), this::ask);
    }
    if (dice.chance(0.2)) {
      // Many at once, more than the workers have room for.
      long burst = dice.between(2 * Dice.SECOND, end);
      String name = dice.any(workflows);
      for (int i = 0; i < 30; i++) {
        at(burst + i * 100L, () -> clients.trigger(name, dice.chance(0.5)));
      }
    }
  }

  private void at(long time, Runnable action) {
    world.scheduler().after(time, null, action);
  }

  private void ask() {
    Dice dice = world.dice();
    String workflow = dice.any(workflows);
    int turn = dice.below(100);
    if (turn < 72) {
      clients.trigger(workflow, dice.chance(0.6));
    } else if (turn < 86) {
      clients.cancelAny();
    } else if (turn < 96) {
      clients.save(workflow);
    } else {
      clients.delete(workflow);
    }
  }
}
