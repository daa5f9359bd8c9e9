package io.carillon.store;

import org.jspecify.annotations.Nullable;

/**
 * The database cannot be used as it is configured: wrong address, rights, version. To repeat the
 * call does not help; the message is a sentence for the one who configured it.
 */
public final class UnusableDatabaseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnusableDatabaseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
