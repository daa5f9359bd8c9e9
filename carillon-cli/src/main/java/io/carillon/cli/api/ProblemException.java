package io.carillon.cli.api;

/** The server refused a call, and said why. */
public final class ProblemException extends ServerException {

  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.sentence());
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
