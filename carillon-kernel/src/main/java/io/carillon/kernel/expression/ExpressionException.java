package io.carillon.kernel.expression;

/** An expression is wrong, or could not be evaluated with the values at hand. */
public final class ExpressionException extends Exception {

  private static final long serialVersionUID = 1L;

  public ExpressionException(String message) {
    super(message);
  }
}
