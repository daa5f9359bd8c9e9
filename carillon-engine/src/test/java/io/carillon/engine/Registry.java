package io.carillon.engine;

import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.Membership;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A registry in memory for the servers of one test, which says itself who is alive. */
final class Registry {

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  Membership membership() {
    return new Entry();
  }

  /** The lease of a server has run out: the others know, and it knows as well. */
  void drop(String server) {
    Entry entry = entries.remove(server);
    if (entry != null) {
      entry.joined = false;
      entry.changed.run();
      tellAll();
    }
  }

  private void tellAll() {
    entries.values().forEach(entry -> entry.changed.run());
  }

  private final class Entry implements Membership {

    private volatile boolean joined;
    private volatile Member self = new Member("", 0, "");
    private volatile Runnable changed = () -> {};

    @Override
    public void join(Member self, Runnable changed) {
      this.self = self;
      this.changed = changed;
      joined = true;
      entries.put(self.name(), this);
      tellAll();
    }

    @Override
    public View view() {
      List<Member> members =
          entries.values().stream()
              .map(entry -> entry.self)
              .sorted(Comparator.comparing(Member::name))
              .toList();
      return new View(joined, members);
    }

    @Override
    public void close() {
      joined = false;
      entries.remove(self.name(), this);
      tellAll();
    }
  }
}
