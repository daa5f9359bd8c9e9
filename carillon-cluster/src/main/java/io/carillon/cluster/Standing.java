package io.carillon.cluster;

import io.carillon.cluster.Registry.Renewal;
import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.Membership.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server is a member, reckoned from what the registry answered and when. Knows no clock:
 * each method is told the steady time.
 *
 * <p>A renewal counts from when it began, because the registry heard it at some time after that:
 * thus the server gives up no later than the others do. When the lease has run out before an answer
 * came (the registry was away, or this process was paused), others may have taken over what was
 * this server's. So it stays out for one {@code pause} at least, in which its own parts can see
 * that.
 */
final class Standing {

  private final Member self;
  private final Duration pause;

  private List<Member> known = List.of();

  /** Whether others were looked for since the server became a member, or tried to. */
  private boolean looked;

  /** When the server's lease runs out; {@code null}: it has none. */
  private @Nullable Duration until;

  /** When it was found that the last lease had run out; {@code null}: none ever did. */
  private @Nullable Duration lapsed;

  private @Nullable Rival rival;
  private boolean left;

  Standing(Member self, Duration pause) {
    this.self = self;
    this.pause = pause;
  }

  /** The registry answered at {@code now} to a renewal that had begun at {@code start}. */
  synchronized void renewed(Duration start, Duration now, Renewal renewal) {
    lapse(now);
    switch (renewal) {
      case Renewal.Held held -> {
        rival = null;
        if (lapsed == null || start.compareTo(lapsed.plus(pause)) >= 0) {
          until = start.plus(held.lease());
          lapse(now);
        }
      }
      case Renewal.Taken taken -> {
        if (rival == null || !rival.member.equals(taken.by())) {
          rival = new Rival(taken.by(), now, taken.lease());
        }
        if (until != null) {
          out(now);
        }
      }
    }
  }

  /** Others were looked for. */
  synchronized void saw(List<Member> members) {
    known = List.copyOf(members);
    looked = true;
  }

  /** The server leaves: it is no member from now on. */
  synchronized void leave() {
    left = true;
  }

  synchronized View view(Duration now) {
    lapse(now);
    if (left || until == null || !looked) {
      return new View(false, known);
    }
    var members = new ArrayList<Member>(known);
    members.removeIf(member -> member.name().equals(self.name()));
    members.add(self);
    members.sort(Comparator.comparing(Member::name));
    return new View(true, members);
  }

  /** How long the server stays a member if nothing is heard; {@code null}: it is none. */
  synchronized @Nullable Duration remaining(Duration now) {
    lapse(now);
    return until == null ? null : until.minus(now);
  }

  /** The process that has the name; {@code null}: none that is known of. */
  synchronized @Nullable Rival rival() {
    return rival;
  }

  private void lapse(Duration now) {
    if (until != null && now.compareTo(until) >= 0) {
      out(now);
    }
  }

  private void out(Duration now) {
    until = null;
    lapsed = now;
    looked = false;
  }

  /**
   * Another process that has the name of this server.
   *
   * @param since when it was first found
   * @param lease how long its entry stays after it has died
   */
  record Rival(Member member, Duration since, Duration lease) {}
}
