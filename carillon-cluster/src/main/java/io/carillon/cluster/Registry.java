package io.carillon.cluster;

import io.carillon.engine.cluster.Member;
import java.time.Duration;
import java.util.List;

/**
 * What a registry must do for the membership of one server. Each method but {@link #open} blocks
 * for about a lease at most, as far as the registry's client allows, and fails with any {@link
 * RuntimeException}; it is then called again after a heartbeat.
 *
 * <p>{@link #renew} and {@link #members} are called by one thread each, {@link #leave} by a third
 * when the two have ended.
 */
interface Registry extends AutoCloseable {

  /** How users know it: kind and hosts, no password. */
  String name();

  /**
   * Begins.
   *
   * @param news to be called when members have come or gone, if the registry says so by itself
   */
  void open(Runnable news);

  /** Says that the server is alive: writes its entry, or makes sure that it goes on. */
  Renewal renew(Member self);

  /** Who is alive. */
  List<Member> members();

  /** Takes the server's entry away, so that the others know at once. */
  void leave(Member self);

  /** Ends connections. The server's entry may stay until its lease has run out. */
  @Override
  void close();

  /** What came of an attempt to renew. */
  sealed interface Renewal {

    /** How long the entry of a server that is silent stays. */
    Duration lease();

    /** The server has its entry, for one lease from when the call began. */
    record Held(Duration lease) implements Renewal {}

    /** Another process has the name. */
    record Taken(Member by, Duration lease) implements Renewal {}
  }
}
