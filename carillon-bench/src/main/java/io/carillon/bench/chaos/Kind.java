package io.carillon.bench.chaos;

import java.util.List;
import java.util.Locale;

/** Kinds of workflows in the load. */
enum Kind {
  /** Most of the load: one task that takes no time. */
  INSTANT(48, 860, "  work: {type: ledger}\n"),

  LONG(16, 60, "  work: {type: ledger, config: {least: 300, most: 2000}}\n"),

  /** Two branches, one of which takes its time. */
  GRAPH(
      8,
      20,
      """
        a: {type: ledger}
        b: {type: ledger, depends_on: [a], config: {least: 100, most: 300}}
        c: {type: ledger, depends_on: [a]}
        d: {type: ledger, depends_on: [b, c]}
      """),

  ONCE(8, 20, "  work: {type: ledger, at_most_once: true, config: {least: 100, most: 1000}}\n"),

  ISOLATED(
      8,
      25,
      "  work: {type: ledger, stop_when_isolated: true, config: {least: 300, most: 2000}}\n"),

  FAILING(
      8, 15, "  work: {type: ledger, on_lost_worker: fail, config: {least: 100, most: 1000}}\n");

  static final String NAMESPACE = "chaos";

  private final int workflows;
  private final int share;
  private final String tasks;

  /**
   * @param share of a thousand runs
   */
  Kind(int workflows, int share, String tasks) {
    this.workflows = workflows;
    this.share = share;
    this.tasks = tasks;
  }

  int workflows() {
    return workflows;
  }

  /** The kind of a run. */
  static Kind of(int outOfThousand) {
    int left = outOfThousand;
    for (Kind kind : values()) {
      left -= kind.share;
      if (left < 0) {
        return kind;
      }
    }
    throw new IllegalArgumentException("Expected less than 1000, but found " + outOfThousand);
  }

  String workflow(int number) {
    return name().toLowerCase(Locale.ROOT) + "-" + number;
  }

  String definition(int number) {
    return "namespace: %s\nname: %s\ntasks:\n%s".formatted(NAMESPACE, workflow(number), tasks);
  }

  /** Tasks by their number in rows, which is their place in the definition. */
  List<String> tasks() {
    return this == GRAPH ? List.of("a", "b", "c", "d") : List.of("work");
  }

  List<String> dependsOn(String task) {
    return switch (task) {
      case "b", "c" -> List.of("a");
      case "d" -> List.of("b", "c");
      default -> List.of();
    };
  }

  /** Whether the task may end without success when its worker is lost. */
  boolean mayFail() {
    return this == ONCE || this == FAILING;
  }

  static Kind ofWorkflow(String name) {
    return valueOf(name.substring(0, name.lastIndexOf('-')).toUpperCase(Locale.ROOT));
  }
}
