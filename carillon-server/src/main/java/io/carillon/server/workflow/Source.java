package io.carillon.server.workflow;

import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;

/** A definition as it was sent: YAML or JSON, told apart by its text. */
public record Source(String text) {

  /** Takes a body. */
  public static Source parse(String body) {
    if (body.isBlank()) {
      throw new ProblemException(
          ProblemCode.REQUEST_INVALID, "Expected a definition as the body, but it is empty");
    }
    return new Source(body);
  }
}
