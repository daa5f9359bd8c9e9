package io.carillon.server.health;

import io.carillon.server.engine.EnginePort;

/**
 * Whether this server is to be sent requests. It need not own the partition that a request is for,
 * as it passes requests on; so a server whose partitions are being handed over is ready.
 */
public final class Readiness {

  /** Why it is ready or not. */
  public enum State {
    READY,
    /** It was told to end. */
    DRAINING,
    /** It is no member of the cluster: the others do not hear it. */
    NOT_JOINED,
    /** The database does not answer, or a partition that it should serve is not served yet. */
    NOT_SERVING
  }

  private final EnginePort engine;
  private volatile boolean draining;

  public Readiness(EnginePort engine) {
    this.engine = engine;
  }

  /** From now on it is not ready. */
  public void drain() {
    draining = true;
  }

  public State state() {
    if (draining) {
      return State.DRAINING;
    }
    if (!engine.cluster().joined()) {
      return State.NOT_JOINED;
    }
    return engine.healthy() ? State.READY : State.NOT_SERVING;
  }
}
