package io.carillon.engine.cluster;

import org.jspecify.annotations.Nullable;

/** The registry cannot be used: it is not there, or refuses us. */
public final class RegistryException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public RegistryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
