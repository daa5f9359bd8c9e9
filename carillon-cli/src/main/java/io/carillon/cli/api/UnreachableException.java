package io.carillon.cli.api;

/** No server answered, or it cannot serve now. The message is a sentence for people. */
public final class UnreachableException extends ServerException {

  private static final long serialVersionUID = 1;

  public UnreachableException(String message) {
    super(message);
  }
}
