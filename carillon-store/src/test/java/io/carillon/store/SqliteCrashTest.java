package io.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.store.PartitionStore.Unfinished;
import io.carillon.store.testing.TestDatabases;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process dies in the middle of its work. */
final class SqliteCrashTest {

  private static final int PARTITION = 3;
  private static final long WORKFLOW = Rows.id(PARTITION, 1);
  private static final int RUNS_PER_COMMIT = 20;

  @Test
  void shouldLoseNoAnsweredCommitWhenTheProcessIsKilled(@TempDir Path directory)
      throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Writer.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int answered = 0;
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("answered ")) {
          answered = Integer.parseInt(line.substring("answered ".length()));
        }
        if (answered == 200) {
          // Through the handle: the process itself would close what it had still said.
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly();
    }

    assertThat(answered).isGreaterThanOrEqualTo(200);
    try (Database database = Database.open(TestDatabases.sqlite(directory))) {
      PartitionStore store = database.partitionStore();
      int commits =
          (int)
              Objects.requireNonNull(
                      store.claim(PARTITION, store.holds().get(PARTITION).epoch(), "after"))
                  .commits();
      assertThat(commits).isBetween(answered, answered + 1);
      Unfinished unfinished = store.unfinished(PARTITION);
      assertThat(unfinished.runs()).extracting(RunRow::id).isEqualTo(ids(1, commits));
      assertThat(unfinished.taskRuns()).hasSize(commits * RUNS_PER_COMMIT);
    }
  }

  /** The ids of the runs in a range of commits. */
  private static List<Long> ids(int first, int last) {
    return IntStream.range(first * RUNS_PER_COMMIT, (last + 1) * RUNS_PER_COMMIT)
        .mapToObj(n -> Rows.id(PARTITION, n))
        .toList();
  }

  /** Commits for ever, and says each number after it was committed. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] args) {
      Database database = Database.open(TestDatabases.sqlite(Path.of(args[0])));
      var owner = new Owner(database.partitionStore(), PARTITION);
      for (int number = 1; ; number++) {
        List<Long> ids = ids(number, number);
        owner.commit(
            Rows.changes(
                ids.stream().map(id -> Rows.run(id, WORKFLOW, RunState.RUNNING)).toList(),
                ids.stream().map(id -> Rows.taskRun(id, 0, TaskRunState.RUNNING)).toList()));
        System.out.println("answered " + number);
      }
    }
  }
}
