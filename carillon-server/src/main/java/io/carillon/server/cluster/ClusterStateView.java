package io.carillon.server.cluster;

import io.carillon.engine.cluster.ClusterView;
import io.carillon.engine.cluster.Member;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cluster, as the API shows it; see {@link ClusterView}. */
record ClusterStateView(
    String server, boolean joined, List<MemberView> members, List<PartitionView> partitions) {

  static ClusterStateView of(ClusterView cluster) {
    return new ClusterStateView(
        cluster.server(),
        cluster.joined(),
        cluster.members().stream().map(MemberView::of).toList(),
        cluster.partitions().stream().map(PartitionView::of).toList());
  }

  record MemberView(String name, String address, String incarnation) {

    static MemberView of(Member member) {
      return new MemberView(member.name(), member.address(), Long.toString(member.incarnation()));
    }
  }

  record PartitionView(
      int id,
      @Nullable String owner,
      long epoch,
      @Nullable String target,
      @Nullable ServedView served) {

    static PartitionView of(ClusterView.PartitionView partition) {
      ClusterView.Served served = partition.served();
      return new PartitionView(
          partition.id(),
          partition.owner(),
          partition.epoch(),
          partition.target(),
          served == null ? null : ServedView.of(served));
    }
  }

  record ServedView(Instant since, int waiting, int runs, long lagMs) {

    static ServedView of(ClusterView.Served served) {
      return new ServedView(served.since(), served.waiting(), served.runs(), served.lagMillis());
    }
  }
}
