package io.carillon.engine.cluster;

import io.carillon.store.PartitionStore.Hold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which server should own which partition. A function of who is alive and who owns what, so every
 * server finds the same without asking the others. Shares differ by at most one, and no partition
 * moves that need not: a server keeps what it has, up to its share.
 */
final class Assignment {

  private Assignment() {}

  /**
   * The server that each partition is for, in the order of {@code holds}.
   *
   * @param servers names of those that are alive and stay; in any order
   * @param holds every partition
   * @return names; all {@code null} when there is no server
   */
  static List<@Nullable String> of(List<String> servers, List<Hold> holds) {
    Map<String, List<Integer>> kept = new TreeMap<>();
    servers.forEach(server -> kept.put(server, new ArrayList<>()));
    List<@Nullable String> targets = new ArrayList<>();
    for (int i = 0; i < holds.size(); i++) {
      targets.add(null);
      String owner = holds.get(i).owner();
      if (owner != null && kept.containsKey(owner)) {
        kept.get(owner).add(i);
      }
    }
    if (servers.isEmpty()) {
      return targets;
    }
    List<Share> shares = shares(kept, holds.size());
    for (Share share : shares) {
      List<Integer> partitions = kept.getOrDefault(share.server, List.of());
      for (int i : partitions.subList(0, Math.min(share.room, partitions.size()))) {
        targets.set(i, share.server);
      }
      share.room -= Math.min(share.room, partitions.size());
    }
    fill(targets, shares);
    return targets;
  }

  /** How many partitions a server may have; then, how many more. */
  private static final class Share {
    final String server;
    int room;

    Share(String server, int room) {
      this.server = server;
      this.room = room;
    }
  }

  /** Who has most keeps the odd ones, so that least moves. */
  private static List<Share> shares(Map<String, List<Integer>> kept, int partitions) {
    List<String> servers = new ArrayList<>(kept.keySet());
    servers.sort(
        Comparator.comparingInt((String server) -> -kept.getOrDefault(server, List.of()).size())
            .thenComparing(Comparator.naturalOrder()));
    List<Share> shares = new ArrayList<>();
    for (int i = 0; i < servers.size(); i++) {
      int odd = i < partitions % servers.size() ? 1 : 0;
      shares.add(new Share(servers.get(i), partitions / servers.size() + odd));
    }
    return shares;
  }

  private static void fill(List<@Nullable String> targets, List<Share> shares) {
    for (int i = 0; i < targets.size(); i++) {
      if (targets.get(i) == null) {
        Share widest = shares.getFirst();
        for (Share share : shares) {
          widest = share.room > widest.room ? share : widest;
        }
        targets.set(i, widest.server);
        widest.room--;
      }
    }
  }
}
