package io.carillon.simulation.cluster;

import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.Membership;
import io.carillon.simulation.clockwork.Dice;
import io.carillon.simulation.clockwork.Machine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The registry: servers tell it every 400 ms that they are alive, and hear who else is. It goes by
 * its own clock; each server reckons its own lease from before it sent what renewed it.
 */
public final class Registry {

  private static final long HEARTBEAT = 400 * Dice.MILLI;
  private static final long LEASE = 1_600 * Dice.MILLI;

  private record Entry(Member member, long heardAt) {}

  private final World world;
  private final Map<String, Entry> entries = new TreeMap<>();

  Registry(World world) {
    this.world = world;
  }

  /** Renews a member's lease; null if its name is another's. */
  private @Nullable List<Member> heard(Member member) {
    long now = world.scheduler().now();
    entries.values().removeIf(entry -> now - entry.heardAt > LEASE);
    Entry known = entries.get(member.name());
    if (known != null && known.member.incarnation() != member.incarnation()) {
      return null;
    }
    if (known == null) {
      world.history().note("registry: %s is a member", member);
    }
    entries.put(member.name(), new Entry(member, now));
    return entries.values().stream().map(Entry::member).toList();
  }

  private void left(Member member) {
    Entry known = entries.get(member.name());
    if (known != null && known.member.incarnation() == member.incarnation()) {
      entries.remove(member.name());
    }
  }

  Membership of(Machine machine, String place) {
    return new Session(machine, place);
  }

  /** One server's session. Its view is what it was told last, until it notices that it is late. */
  private final class Session implements Membership {

    private final Machine machine;
    private final String place;
    private @Nullable Member self;
    private Runnable changed = () -> {};
    private View view = new View(false, List.of());
    private long validUntil;
    private boolean closed;
    private boolean expires;

    Session(Machine machine, String place) {
      this.machine = machine;
      this.place = place;
    }

    @Override
    public void join(Member member, Runnable listener) {
      self = member;
      changed = listener;
      beat();
    }

    private void beat() {
      if (closed || self == null) {
        return;
      }
      Member member = self;
      world.scheduler().after(HEARTBEAT, machine, this::beat);
      long sentAt = machine.monotonic();
      world
          .scheduler()
          .after(
              world.faults().networkDelay(),
              null,
              () -> {
                if (world.network().open(place, Network.REGISTRY) && world.faults().registryUp()) {
                  reply(heard(member), sentAt);
                }
              });
    }

    private void reply(@Nullable List<Member> members, long sentAt) {
      world
          .scheduler()
          .after(
              world.faults().networkDelay(),
              machine,
              () -> {
                if (members != null && !closed && world.network().open(Network.REGISTRY, place)) {
                  renewed(members, sentAt);
                }
              });
    }

    private void renewed(List<Member> members, long sentAt) {
      long now = machine.monotonic();
      if (sentAt + LEASE * 9 / 10 <= now) {
        return;
      }
      // By its own reckoning no later than by the others'.
      validUntil = Math.max(validUntil, sentAt + LEASE * 9 / 10);
      show(new View(true, members));
      expireLater();
    }

    private void expireLater() {
      if (!expires) {
        expires = true;
        world
            .scheduler()
            .after(Math.max(Dice.MILLI, validUntil - machine.monotonic()), machine, this::expire);
      }
    }

    private void expire() {
      expires = false;
      if (!closed && view.joined()) {
        if (machine.monotonic() >= validUntil) {
          show(new View(false, view.members()));
        } else {
          expireLater();
        }
      }
    }

    private void show(View next) {
      if (!next.equals(view)) {
        view = next;
        world.history().note("%s sees %s", machine.name(), next);
        changed.run();
      }
    }

    @Override
    public View view() {
      return view;
    }

    @Override
    public void close() {
      closed = true;
      Member member = self;
      if (member != null) {
        world
            .scheduler()
            .after(
                world.faults().networkDelay(),
                null,
                () -> {
                  if (world.network().open(place, Network.REGISTRY)) {
                    left(member);
                  }
                });
      }
    }
  }
}
