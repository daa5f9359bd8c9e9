package io.carillon.engine.gateway;

/** Says whether a worker's token is good. Called once for each stream that a worker opens. */
@FunctionalInterface
public interface TokenCheck {

  /** True if the token exists, has not expired and is one for workers. */
  boolean accepts(String token);
}
