package io.carillon.engine.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is alive: the registry. A server joins under a lease that it keeps renewing by itself; the
 * others see it until it leaves or its lease has run out.
 *
 * <pre>{@code
 * membership.join(self, ownership::wake);
 * Membership.View view = membership.view();
 * }</pre>
 *
 * <p>A blip shorter than the lease changes nothing. After a longer one the server is not {@link
 * View#joined} any more, by its own reckoning no later than by the others'; it joins again by
 * itself. Nothing here ever ends a process. Leases are reckoned by clocks that do not jump.
 */
public interface Membership extends AutoCloseable {

  /**
   * Joins, and stays joined until closed. Returns once joined.
   *
   * @param changed called, by any thread and quickly, whenever {@link #view} has changed
   * @throws NameTakenException if another process that is alive has the name; found out within two
   *     leases, since a process that died has it for one more
   * @throws RegistryException if the registry cannot be reached or does not work
   */
  void join(Member self, Runnable changed);

  /** Who is alive, as last known. Does not block. */
  View view();

  /** Leaves, so that the others know at once. */
  @Override
  void close();

  /**
   * What a server knows about the cluster.
   *
   * @param joined whether this server is a member; if not, it must own nothing
   * @param members sorted by name, this server among them if it is joined; when not joined, the
   *     last that was known
   */
  record View(boolean joined, List<Member> members) {
    public View {
      members = List.copyOf(members);
    }

    /** The member of that name; {@code null}: not alive. */
    public @Nullable Member member(String name) {
      for (Member member : members) {
        if (member.name().equals(name)) {
          return member;
        }
      }
      return null;
    }
  }
}
