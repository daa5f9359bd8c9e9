package io.carillon.server;

/** The server cannot start as it is told to; the message is a sentence for who told it. */
final class BadOptionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BadOptionException(String message) {
    super(message, null, false, false);
  }
}
