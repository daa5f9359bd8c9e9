package io.carillon.engine.partition;

/** A command was taken in, and nobody can say any more whether it took effect. */
public final class OutcomeUnknownException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public OutcomeUnknownException(String message) {
    super(message);
  }
}
