package io.carillon.cli.api;

/** A call that the server did not carry out. */
public sealed class ServerException extends RuntimeException
    permits ProblemException, UnreachableException {

  private static final long serialVersionUID = 1;

  ServerException(String message) {
    super(message);
  }
}
