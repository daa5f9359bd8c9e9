package io.carillon.sdk;

/**
 * An attempt failed for a reason that the user should see as it is, without a stack trace.
 *
 * <pre>{@code
 * throw new TaskFailure("not_found", "Expected the table " + table + ", but there is none", false);
 * }</pre>
 */
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

  /** Stable, for programs. */
  public String code() {
    return code;
  }

  /** Whether the task's retries apply. */
  public boolean retryable() {
    return retryable;
  }
}
