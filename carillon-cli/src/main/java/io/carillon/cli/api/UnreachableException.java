package io.carillon.cli.api;

/** No server answered, or it cannot serve now. The message is a sentence for people. */
public final class UnreachableException extends ServerException {

  private static final long serialVersionUID = 1;

  private final boolean unsent;

  public UnreachableException(String message) {
    this(message, false);
  }

  UnreachableException(String message, boolean unsent) {
    super(message);
    this.unsent = unsent;
  }

  /** Whether the server cannot have done anything, as the request did not reach it. */
  boolean unsent() {
    return unsent;
  }
}
