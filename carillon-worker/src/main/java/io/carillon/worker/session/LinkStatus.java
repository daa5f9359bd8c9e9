package io.carillon.worker.session;

import org.jspecify.annotations.Nullable;

/**
 * How things stand with one server, as of a moment ago.
 *
 * @param server host:port
 * @param name as the server calls itself; null while there is no session with it
 * @param credits attempts that it may still send
 * @param problem why there is no session; null if there is one, or it was not tried yet
 */
public record LinkStatus(
    String server, @Nullable String name, long credits, @Nullable String problem) {

  /** Whether there is a session. */
  public boolean up() {
    return name != null;
  }
}
