package io.carillon.engine.cluster;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as one server sees it.
 *
 * @param server name of the server that looks
 * @param joined whether it is a member
 * @param members those that are alive, by name
 * @param partitions all, by id
 */
public record ClusterView(
    String server, boolean joined, List<Member> members, List<PartitionView> partitions) {

  public ClusterView {
    members = List.copyOf(members);
    partitions = List.copyOf(partitions);
  }

  /**
   * A partition.
   *
   * @param owner name of the server that owns it, as the database says; {@code null}: nobody
   * @param epoch of that ownership
   * @param target name of the server that should own it; {@code null}: no server is alive
   * @param served what its owner does with it, when that is this server; {@code null}: it is not
   */
  public record PartitionView(
      int id,
      @Nullable String owner,
      long epoch,
      @Nullable String target,
      @Nullable Served served) {}

  /**
   * A partition that this server serves.
   *
   * @param since when it was claimed
   * @param waiting inputs that wait for the partition
   * @param runs runs in memory
   * @param lagMillis how long the batch that is being committed has waited so far; 0: none is
   */
  public record Served(Instant since, int waiting, int runs, long lagMillis) {}
}
