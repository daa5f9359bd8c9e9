package io.carillon.server.http;

import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next what to give as {@code after} for the next page; {@code null}: this was the last
 */
public record Page<T>(List<T> items, @Nullable String next) {

  /** Enough for a screen. */
  public static final String DEFAULT_LIMIT = "50";

  /** Bounds what one request costs. */
  private static final int MAX_LIMIT = 500;

  public Page {
    items = List.copyOf(items);
  }

  /** Refuses a limit that is out of bounds. */
  public static int limit(int asked) {
    if (asked < 1 || asked > MAX_LIMIT) {
      throw new ProblemException(
          ProblemCode.REQUEST_INVALID,
          "Expected limit to be 1 to %d, but found %d".formatted(MAX_LIMIT, asked));
    }
    return asked;
  }

  /**
   * @param rows one more than {@code limit} if there are more
   * @param cursor what names a row
   */
  public static <R, T> Page<T> of(
      List<R> rows, int limit, Function<R, T> view, Function<R, String> cursor) {
    List<R> shown = rows.size() > limit ? rows.subList(0, limit) : rows;
    String next = rows.size() > limit ? cursor.apply(shown.getLast()) : null;
    return new Page<>(shown.stream().map(view).toList(), next);
  }
}
