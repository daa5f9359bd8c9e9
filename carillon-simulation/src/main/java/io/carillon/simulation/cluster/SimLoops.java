package io.carillon.simulation.cluster;

import io.carillon.engine.loop.Loop;
import io.carillon.engine.loop.Loops;
import io.carillon.engine.loop.Part;
import io.carillon.engine.loop.SteadyClock;
import io.carillon.simulation.clockwork.Dice;
import io.carillon.simulation.clockwork.Logs;
import io.carillon.simulation.clockwork.Machine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Steps the parts of one server by the scheduler, each some chance later than it could. */
public final class SimLoops implements Loops {

  private final World world;
  private final Machine machine;
  private final SteadyClock clock;

  SimLoops(World world, Machine machine) {
    this.world = world;
    this.machine = machine;
    this.clock = new SteadyClock(machine::wall, machine::nanos);
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public Loop start(String name, Part part) {
    SimLoop loop = new SimLoop(name, part);
    loop.schedule(world.faults().stepDelay());
    return loop;
  }

  @Override
  public Loop startSmall(String name, Part part) {
    return start(name, part);
  }

  private final class SimLoop implements Loop {

    private final String name;
    private final Part part;
    private Instant restUntil = Instant.MIN;
    private boolean woken;
    private boolean running;
    private boolean ended;
    private long scheduled;

    SimLoop(String name, Part part) {
      this.name = name;
      this.part = part;
    }

    @Override
    public void wake() {
      if (!woken && !ended) {
        woken = true;
        if (!running) {
          schedule(world.faults().stepDelay());
        }
      }
    }

    @Override
    public boolean awaitEnd(Duration patience) {
      long end = world.scheduler().now() + patience.toNanos() / 1_000;
      while (!ended && world.scheduler().now() < end) {
        long before = world.scheduler().now();
        world.scheduler().pass(machine, 10 * Dice.MILLI);
        if (world.scheduler().now() == before) {
          break;
        }
      }
      return ended;
    }

    private void schedule(long micros) {
      long number = ++scheduled;
      world
          .scheduler()
          .after(
              micros,
              machine,
              () -> {
                if (number == scheduled) {
                  due();
                }
              });
    }

    private void due() {
      if (ended || running) {
        return;
      }
      Instant now = clock.instant();
      if (!woken && now.isBefore(restUntil)) {
        schedule(micros(now, restUntil));
        return;
      }
      woken = false;
      Instant next = step(now);
      if (next == null) {
        ended = true;
      } else {
        restUntil = next;
        if (woken) {
          schedule(world.faults().stepDelay());
        } else if (next.isBefore(Instant.MAX)) {
          schedule(micros(clock.instant(), next));
        }
      }
    }

    private long micros(Instant now, Instant until) {
      long left =
          until.isAfter(now.plusSeconds(600)) ? 600_000 : Duration.between(now, until).toMillis();
      return Math.max(0, left) * Dice.MILLI + world.faults().stepDelay();
    }

    private @Nullable Instant step(Instant now) {
      running = true;
      try {
        return part.step(now);
      } catch (RuntimeException e) {
        world.history().violated("%s of %s failed: %s", name, machine.name(), Logs.text(e));
        return Instant.MAX;
      } finally {
        running = false;
      }
    }
  }
}
