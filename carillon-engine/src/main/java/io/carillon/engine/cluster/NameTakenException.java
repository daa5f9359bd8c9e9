package io.carillon.engine.cluster;

/** Another process that is alive has the name of this server. */
public final class NameTakenException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public NameTakenException(String message) {
    super(message);
  }
}
