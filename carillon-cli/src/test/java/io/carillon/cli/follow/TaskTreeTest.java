package io.carillon.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskTreeTest {

  @Test
  void shouldIndentBranchesAndJoinThemWhenTheyMeetAgain() {
    assertThat(
            tree(
                task("unpack"),
                task("parse", "unpack"),
                task("load", "parse"),
                task("pages", "load"),
                task("errors", "load"),
                task("clients", "load"),
                task("report", "pages", "errors", "clients")))
        .containsExactly(
            "unpack", "parse", "load", "├─ pages", "├─ errors", "└─ clients", "report");
  }

  @Test
  void shouldDrawBranchesOfBranchesBelowThem() {
    assertThat(
            tree(
                task("a"),
                task("b", "a"),
                task("c", "a"),
                task("b1", "b"),
                task("b2", "b"),
                task("b3", "b1", "b2"),
                task("end", "b3", "c")))
        .containsExactly("a", "├─ b", "│  ├─ b1", "│  └─ b2", "│  b3", "└─ c", "end");
  }

  @Test
  void shouldPutEachTaskAfterItsParentsWhenTheyAreGivenInAnotherOrder() {
    assertThat(tree(task("last", "first"), task("first"), task("alone")))
        .containsExactly("first", "last", "alone");
  }

  @Test
  void shouldKeepTwoRootsOfOneJoinAtTheTop() {
    assertThat(tree(task("a"), task("b"), task("c", "a", "b"))).containsExactly("a", "b", "c");
  }

  @Test
  void shouldLayOutAChainOfThousandsWithoutIndenting() {
    List<TaskView> chain = new ArrayList<>();
    chain.add(task("t0"));
    for (int i = 1; i < 5000; i++) {
      chain.add(task("t" + i, "t" + (i - 1)));
    }

    List<TaskTree.Row> rows = TaskTree.layout(chain);

    assertThat(rows).hasSize(5000).allMatch(row -> row.prefix().isEmpty());
  }

  private static List<String> tree(TaskView... tasks) {
    return TaskTree.layout(List.of(tasks)).stream()
        .map(row -> row.prefix() + row.task().name())
        .toList();
  }

  static TaskView task(String name, String... dependsOn) {
    return new TaskView(
        name, "shell", List.of(dependsOn), "pending", 0, null, null, null, null, null, null);
  }
}
