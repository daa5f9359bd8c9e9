package io.carillon.sdk;

/** An attempt failed for a reason that the user should see as it is, without a stack trace. */
public class TaskFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final boolean retryable;

  /**
   * @param code stable, lower case with underscores, e.g. {@code exit_code}
   * @param message a sentence for people
   */
  public TaskFailure(String code, String message) {
    this(code, message, true);
  }

  /**
   * @param retryable false when running it again cannot help
   */
  public TaskFailure(String code, String message, boolean retryable) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }

  public String code() {
    return code;
  }

  public boolean retryable() {
    return retryable;
  }
}
