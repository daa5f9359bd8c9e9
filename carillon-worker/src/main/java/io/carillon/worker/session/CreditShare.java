package io.carillon.worker.session;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shares a worker's slots among the servers, as credits. One server gets all of them. Of several,
 * those with work waiting come first, in turn; what is left goes to whoever has least.
 *
 * <p>When work waits at one server and nothing is free here, credits that idle at others are asked
 * back for it: as many as wait, and never those that have work of their own, so that credits do not
 * go to and fro between servers that are all busy. When no work has waited anywhere for {@value
 * #EVEN_MILLIS} ms, and for a server that has just come at once, credits that idle unevenly are
 * evened out, so that each server has some at hand.
 */
final class CreditShare {

  static final long EVEN_MILLIS = 200;

  private final Collection<ServerStream> streams;
  private long turns;
  private long evenAt;

  CreditShare(Collection<ServerStream> streams) {
    this.streams = streams;
  }

  /** Attempts that may still come, over all streams. */
  long open() {
    long open = 0;
    for (ServerStream stream : streams) {
      open += stream.credits().open();
    }
    return open;
  }

  /** A server has just come: it shall have its part now. */
  void evenNow() {
    evenAt = 0;
  }

  /**
   * @param free slots that are neither taken nor granted
   * @param room how many of them may be granted; the others stay owed
   */
  void share(long free, long room, long now) {
    List<ServerStream> servers = streams.stream().filter(ServerStream::welcomed).toList();
    if (servers.isEmpty()) {
      return;
    }
    for (long left = Math.min(free, room); left > 0; left--) {
      grantOne(servers);
    }
    if (servers.size() < 2) {
      return;
    }
    long hunger = servers.stream().mapToLong(ServerStream::hunger).sum();
    boolean evens = now >= evenAt;
    if (evens || hunger > 0) {
      evenAt = now + EVEN_MILLIS;
    }
    if (free > room) {
      // What comes back could not be granted.
      return;
    }
    if (hunger > 0) {
      feed(servers, hunger);
    } else if (evens) {
      even(servers);
    }
  }

  /** When {@link #share} has to be asked again, if nothing happens before. */
  long dueAt() {
    List<ServerStream> servers = streams.stream().filter(ServerStream::welcomed).toList();
    return servers.size() > 1 && uneven(servers) ? evenAt : Long.MAX_VALUE;
  }

  private void grantOne(List<ServerStream> servers) {
    ServerStream next = servers.get(0);
    if (servers.size() > 1) {
      @Nullable ServerStream hungry =
          servers.stream()
              .filter(stream -> stream.hunger() > 0)
              .min(Comparator.comparingLong(stream -> stream.turn))
              .orElse(null);
      next = hungry != null ? hungry : poorest(servers);
    }
    next.turn = ++turns;
    next.credits().grant();
  }

  private static ServerStream poorest(List<ServerStream> servers) {
    return servers.stream()
        .min(
            Comparator.<ServerStream>comparingLong(stream -> stream.credits().unasked())
                .thenComparingLong(stream -> stream.turn))
        .orElseThrow();
  }

  private static void feed(List<ServerStream> servers, long hunger) {
    long wanted = hunger - servers.stream().mapToLong(stream -> stream.credits().pending()).sum();
    while (wanted > 0) {
      ServerStream richest =
          servers.stream().max(Comparator.comparingLong(ServerStream::surplus)).orElseThrow();
      long count = Math.min(wanted, Math.max(1, richest.surplus() / 2));
      if (richest.surplus() == 0) {
        return;
      }
      richest.credits().reclaim(count);
      wanted -= count;
    }
  }

  /** Whoever has less than its part gets what it lacks, from those who have most. */
  private static void even(List<ServerStream> servers) {
    if (!uneven(servers)) {
      return;
    }
    long part = open(servers) / servers.size();
    long lacking =
        servers.stream().mapToLong(stream -> Math.max(0, part - stream.credits().unasked())).sum();
    for (; lacking > 0; lacking--) {
      ServerStream richest =
          servers.stream()
              .max(Comparator.comparingLong(stream -> stream.credits().unasked()))
              .orElseThrow();
      richest.credits().reclaim(1);
    }
  }

  /** One has less than its part, and nothing is on its way that could be for it. */
  private static boolean uneven(List<ServerStream> servers) {
    long least = open(servers) / servers.size();
    boolean poor = false;
    for (ServerStream stream : servers) {
      poor |= stream.credits().unasked() < least;
      if (stream.single() || stream.credits().pending() > 0) {
        return false;
      }
    }
    return poor;
  }

  private static long open(List<ServerStream> servers) {
    return servers.stream().mapToLong(stream -> stream.credits().open()).sum();
  }
}
