package io.carillon.worker.session;

import org.jspecify.annotations.Nullable;

/**
 * How things stand with a server, as of a moment ago.
 *
 * @param server host:port of the server that we have a session with; null without one
 * @param running attempts whose slots are taken
 * @param holding attempts whose end the server has not acknowledged
 * @param credits attempts that the server may still send
 * @param problem why there is no session; null if there is one, or it was not tried yet
 */
public record LinkStatus(
    @Nullable String server,
    int running,
    int holding,
    long credits,
    boolean draining,
    @Nullable String problem) {}
