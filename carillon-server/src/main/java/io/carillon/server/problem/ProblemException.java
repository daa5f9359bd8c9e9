package io.carillon.server.problem;

/** Ends a request with a {@link Problem}. Has no stack trace: it is an answer, not a bug. */
public final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(ProblemCode code, String detail) {
    this(new Problem(code, detail));
  }

  public ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
