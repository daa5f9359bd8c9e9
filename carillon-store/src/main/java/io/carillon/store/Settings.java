package io.carillon.store;

import java.util.function.Supplier;

/** What all servers of a database share. */
public interface Settings {

  /**
   * The token by which the servers know each other.
   *
   * @param draw makes one that nobody can guess, if there is none yet
   */
  String peerToken(Supplier<String> draw);
}
