package io.carillon.server.problem;

import java.util.Locale;

/** What can go wrong. The names, in lower case, and the statuses are part of the API. */
public enum ProblemCode {
  REQUEST_INVALID(400, "The request is not valid"),
  UNAUTHENTICATED(401, "No valid credentials were given"),
  FORBIDDEN(403, "The credentials do not allow this"),
  NOT_FOUND(404, "There is nothing at this path"),
  WORKFLOW_NOT_FOUND(404, "There is no such workflow"),
  VERSION_NOT_FOUND(404, "There is no such version"),
  RUN_NOT_FOUND(404, "There is no such run"),
  TASK_NOT_FOUND(404, "There is no such task"),
  ATTEMPT_NOT_FOUND(404, "There is no such attempt"),
  TOKEN_NOT_FOUND(404, "There is no such token"),
  METHOD_NOT_ALLOWED(405, "The path does not know this method"),
  NOT_ACCEPTABLE(406, "The answer has none of the types asked for"),
  RUN_ENDED(409, "The run has ended"),
  TOO_LARGE(413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body has a type that is not known here"),
  DEFINITION_INVALID(422, "The definition is not valid"),
  PARAMS_INVALID(422, "The parameters are not valid"),
  TOO_MANY_ATTEMPTS(429, "Too many failed logins"),
  INTERNAL(500, "Something unexpected happened"),
  OVERLOADED(503, "The server cannot take this now");

  private final int status;
  private final String title;

  ProblemCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** As in JSON. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The general code of an HTTP status. */
  static ProblemCode ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 413 -> TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 503 -> OVERLOADED;
      default -> status < 500 ? REQUEST_INVALID : INTERNAL;
    };
  }
}
