package io.carillon.worker.session;

import io.carillon.protocol.AttemptId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One partition as a worker sees it: what it holds of it, and which server has announced it.
 *
 * <p>Of two servers that announce it, the higher epoch is right; the same epoch is the same owner,
 * reached by another address or again. The last word of one server is right whatever the epoch, so
 * that a server whose database was made anew is believed. Whoever announced it last counts as the
 * owner after its stream broke, too, until another announces it or the server leaves for good: what
 * an earlier owner still sends is out of date.
 */
final class Partition {

  private final int number;
  private final Map<AttemptId, Held> held = new LinkedHashMap<>(0);
  private @Nullable String owner;
  private long epoch;
  private @Nullable ServerStream route;
  // What earlier owners have heard, and this one on earlier streams.
  private long heardBefore;
  private long isolationMillis = Long.MAX_VALUE;

  Partition(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** In the order in which they came. */
  Map<AttemptId, Held> held() {
    return held;
  }

  /** The stream that reports go to; null while they wait for an owner. */
  @Nullable ServerStream route() {
    return route;
  }

  /** A server owns it from now on; false when another is known to own it since. */
  boolean announced(ServerStream by, long announcedEpoch) {
    if (announcedEpoch < epoch && isOfAnother(by)) {
      return false;
    }
    belongsTo(by, announcedEpoch);
    return true;
  }

  /** The server owns it from now on, whatever is known of others. */
  void belongsTo(ServerStream by, long announcedEpoch) {
    leave();
    owner = by.server();
    epoch = announcedEpoch;
    route = by;
    isolationMillis = by.isolationMillis();
  }

  /** The server owns it no more, or its stream broke. */
  void left(ServerStream by) {
    if (by.equals(route)) {
      leave();
    }
  }

  private void leave() {
    heardBefore = heardAt();
    route = null;
  }

  /** If the owner will not come back, whoever is next to announce it owns it. */
  void forgetOwner(Predicate<String> gone) {
    if (owner != null && gone.test(owner)) {
      owner = null;
      epoch = 0;
    }
  }

  boolean isOfAnother(ServerStream stream) {
    return owner != null && !owner.equals(stream.server());
  }

  /** The newest {@code sent_at} that the owner has surely heard, being the owner. */
  long heardAt() {
    ServerStream current = route;
    return current == null ? heardBefore : Math.max(heardBefore, current.heard());
  }

  /** As the owner said; the largest number while none did. */
  long isolationMillis() {
    return isolationMillis;
  }
}
