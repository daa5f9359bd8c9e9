package io.carillon.engine.partition;

/** The partition is not served here, or not any more: the command was not taken in. Ask again. */
public final class NotServedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NotServedException(String message) {
    super(message);
  }
}
