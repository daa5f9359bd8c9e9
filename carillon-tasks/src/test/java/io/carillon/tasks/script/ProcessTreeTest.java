package io.carillon.tasks.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.sdk.TaskFailure;
import io.carillon.tasks.Attempt;
import io.carillon.tasks.FakeTask;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a script starts, nothing of it lives when the attempt is over. */
@Timeout(60)
class ProcessTreeTest {

  /** Starts processes that try to get away in all the usual ways, and writes their ids. */
  static final String TREE =
      """
      note() { echo "$1" >> pids; }
      note $$
      sleep 1000 & note $!
      ( sleep 1000 & note $! ) &
      wait $!
      ( ( exec sleep 1000 ) & note $! ) > /dev/null 2>&1 < /dev/null &
      wait $!
      setsid sh -c 'echo $$ >> pids; sleep 1000 & echo $! >> pids; wait' > /dev/null 2>&1 &
      nohup env -i sleep 1000 > /dev/null 2>&1 & note $!
      set -m; sleep 1000 & note $!; set +m
      until [ "$(wc -l < pids)" = 8 ]; do sleep 0.02; done
      echo ready
      wait
      """;

  @TempDir Path dir;

  @Test
  void shouldKillEveryDescendantWhenCancelled() throws Exception {
    Attempt attempt = shell(TREE, Duration.ofSeconds(5));
    attempt.awaitLog("ready");
    List<Long> pids = pids();
    assertThat(pids).hasSize(8).allMatch(ProcessTreeTest::alive);

    attempt.cancel();

    assertThat(attempt.end()).isInstanceOf(InterruptedException.class);
    assertThat(pids).noneMatch(ProcessTreeTest::alive);
  }

  @Test
  void shouldLetTheScriptCleanUpWhenItTrapsTheSignal() {
    Attempt attempt =
        shell(
            "trap 'echo cleaning; sleep 0.1; echo cleaned; exit 0' TERM; echo ready; sleep 1000 &"
                + " wait",
            Duration.ofSeconds(20));
    attempt.awaitLog("ready");

    attempt.cancel();

    assertThat(attempt.end()).isInstanceOf(InterruptedException.class);
    assertThat(attempt.task().logged()).isEqualTo("ready\ncleaning\ncleaned\n");
  }

  @Test
  void shouldKillWhenTheScriptIgnoresTheSignal() throws Exception {
    Attempt attempt =
        shell(
            "trap '' TERM; echo $$ > pids; echo ready; while :; do sleep 1000; done",
            Duration.ofMillis(200));
    attempt.awaitLog("ready");
    long start = System.nanoTime();

    attempt.cancel();

    assertThat(attempt.end()).isInstanceOf(InterruptedException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(200), Duration.ofSeconds(10));
    assertThat(pids()).noneMatch(ProcessTreeTest::alive);
  }

  @Test
  void shouldNotWaitForTheGraceWhenKilled() throws Exception {
    Attempt attempt =
        shell(
            "trap '' TERM; echo $$ > pids; echo ready; while :; do sleep 1000; done",
            Duration.ofMinutes(5));
    attempt.awaitLog("ready");
    attempt.cancel();

    attempt.task().kill();

    assertThat(attempt.end()).isInstanceOf(InterruptedException.class);
    assertThat(pids()).noneMatch(ProcessTreeTest::alive);
  }

  @Test
  void shouldKillStoppedProcessesWhenCancelled() throws Exception {
    Attempt attempt = shell("echo $$ > pids; echo ready; kill -STOP $$", Duration.ofMillis(100));
    attempt.awaitLog("ready");

    attempt.cancel();

    assertThat(attempt.end()).isInstanceOf(InterruptedException.class);
    assertThat(pids()).noneMatch(ProcessTreeTest::alive);
  }

  @Test
  void shouldStillConfirmWhenInterruptedAgainWhileStopping() throws Exception {
    Attempt attempt =
        shell(
            "trap '' TERM; echo $$ > pids; echo ready; while :; do sleep 1000; done",
            Duration.ofMillis(500));
    attempt.awaitLog("ready");

    attempt.cancel();
    attempt.cancel();
    attempt.cancel();

    assertThat(attempt.end()).isInstanceOf(InterruptedException.class);
    assertThat(pids()).noneMatch(ProcessTreeTest::alive);
  }

  @Test
  void shouldStartNothingWhenCancelledBefore() throws Exception {
    Thread.currentThread().interrupt();
    Throwable thrown = null;
    try {
      new ShellTask()
          .run(
              new FakeTask(dir),
              new ShellTask.Config("touch started", null, null, null, null, null, null));
    } catch (InterruptedException e) {
      thrown = e;
    }

    assertThat(thrown).isNotNull();
    assertThat(dir.resolve("started")).doesNotExist();
  }

  @Test
  void shouldNotHangWhenABackgroundChildHoldsTheOutputOpen() throws Exception {
    Attempt attempt =
        shell("sleep 1000 & echo $! > pids; echo result=1 > $CARILLON_OUTPUT", Duration.ZERO);

    attempt.succeeds();

    assertThat(attempt.task().outputs()).containsEntry("result", "1");
    assertThat(attempt.task().logged()).contains("its processes [" + pids().get(0) + "] have not");
    assertThat(pids()).noneMatch(ProcessTreeTest::alive);
  }

  @Test
  void shouldKillDaemonsWhenTheScriptFails() throws Exception {
    TaskFailure failure =
        shell(
                "setsid sleep 1000 > /dev/null 2>&1 < /dev/null & echo $! > pids; echo bad >&2;"
                    + " exit 7",
                Duration.ZERO)
            .fails("exit_code");

    assertThat(failure).hasMessageContaining("ended with 7").hasMessageContaining("bad");
    assertThat(pids()).noneMatch(ProcessTreeTest::alive);
  }

  @Test
  void shouldKeepTheLastLinesWhenAChildPrintsAfterTheScriptsEnd() {
    Attempt attempt =
        shell(
            "(for i in 1 2 3 4 5; do sleep 0.05; echo late $i; done) & echo early",
            Duration.ofSeconds(5));

    assertThat(attempt.succeeds().logged())
        .isEqualTo("early\nlate 1\nlate 2\nlate 3\nlate 4\nlate 5\n");
  }

  @Test
  void shouldFindTheGroupWhenOnlyPsCanTell() throws Exception {
    Attempt attempt = shell("echo $$ > pids; sleep 1000 & echo ready; wait", Duration.ZERO);
    attempt.awaitLog("ready");

    assertThat(new ProcessTable.PosixPs().members(pids().get(0), "")).hasSize(2);

    attempt.cancel();
    assertThat(attempt.end()).isInstanceOf(InterruptedException.class);
    assertThat(new ProcessTable.PosixPs().members(pids().get(0), "")).isEmpty();
  }

  @Test
  void shouldKillEveryDescendantWhenTheWorkerIsKilled() throws Exception {
    Process worker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Worker.class.getName(),
                dir.toString())
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("worker.log").toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.readString(dir.resolve("worker.log")).contains("ready"));
    List<Long> pids = pids();
    assertThat(pids).hasSize(8).allMatch(ProcessTreeTest::alive);

    worker.destroyForcibly();

    assertThat(worker.waitFor(10, TimeUnit.SECONDS)).isTrue();
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(pids).noneMatch(ProcessTreeTest::alive));
  }

  @Test
  void shouldKillLiveSessionsAloneWhenTheGuardsPipeEnds() throws Exception {
    List<Process> sessions = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sessions.add(new ProcessBuilder("setsid", "sleep", "1000").start());
    }
    Process guard = Guard.command("no-such-key").start();
    try (Writer pipe = guard.outputWriter()) {
      for (Process session : sessions) {
        pipe.write("+" + session.pid() + "\n");
      }
      pipe.write("-" + sessions.get(1).pid() + "\n");
    }

    assertThat(guard.waitFor(10, TimeUnit.SECONDS)).isTrue();

    assertThat(sessions.get(0).waitFor()).isEqualTo(137);
    assertThat(sessions.get(2).waitFor()).isEqualTo(137);
    assertThat(sessions.get(1).isAlive()).isTrue();
    sessions.get(1).destroyForcibly();
  }

  /** A worker of one attempt, to be killed. */
  static final class Worker {
    public static void main(String[] args) throws Exception {
      new ShellTask()
          .run(
              new FakeTask(Path.of(args[0]), System.out),
              new ShellTask.Config(TREE, null, null, null, null, null, null));
    }
  }

  private Attempt shell(String script, Duration grace) {
    return Attempt.of(
        new ShellTask(), new ShellTask.Config(script, null, null, null, null, null, grace), dir);
  }

  private List<Long> pids() throws IOException {
    return Files.readAllLines(dir.resolve("pids")).stream().map(Long::valueOf).toList();
  }

  /** A dead process that nobody has waited for yet does not count. */
  private static boolean alive(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
    } catch (IOException e) {
      return false;
    }
  }
}
