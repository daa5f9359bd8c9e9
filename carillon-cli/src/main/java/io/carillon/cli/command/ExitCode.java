package io.carillon.cli.command;

/** How the command ends, for scripts. */
public enum ExitCode {
  /** Done; a followed run succeeded. */
  SUCCEEDED(0),
  /** A followed run failed or was cancelled, or the server could not do what was asked. */
  FAILED(1),
  /** A definition, a parameter or the command line is wrong. */
  INVALID(2),
  /** No server answers, or it cannot serve now. */
  UNREACHABLE(3);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
