package io.carillon.model;

import io.carillon.model.WorkflowReader.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The problems found while one definition is read, up to a limit. */
final class Findings {

  static final int LIMIT = 100;

  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  private final List<Problem> problems = new ArrayList<>();
  private boolean truncated;

  void report(Path path, Place place, String found, String expected, @Nullable String suggestion) {
    report(path.toString(), place, found, expected, suggestion);
  }

  void report(
      String path, Place place, String found, String expected, @Nullable String suggestion) {
    if (problems.size() == LIMIT) {
      truncated = true;
      return;
    }
    problems.add(new Problem(path, place.line(), place.column(), found, expected, suggestion));
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  /** More would not be kept: whoever looks further can stop. */
  boolean full() {
    return truncated;
  }

  int size() {
    return problems.size();
  }

  /** In the order of the source. */
  List<Problem> sorted() {
    return problems.stream().sorted(BY_PLACE).toList();
  }
}
