package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.engine.partition.RunChange;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.kernel.row.RunState;
import io.carillon.store.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {

  private static final int WORKFLOWS = 12;

  @TempDir Path directory;
  private Cluster cluster;

  @BeforeEach
  void open() {
    cluster = new Cluster(TestDatabases.postgres(), directory);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private static void saveAll(Cluster.Node node) {
    for (int i = 0; i < WORKFLOWS; i++) {
      Answer answer =
          node.submit(
              new Command.SaveWorkflow(
                  World.NAMESPACE, "w" + i, "name: w%d\ntasks: {t: {type: x}}".formatted(i), "me"));
      assertThat(answer).isInstanceOf(Answer.WorkflowSaved.class);
    }
  }

  private static long trigger(Cluster.Node node, int workflow) {
    Answer answer = node.submit(World.triggerOf("w" + workflow, null));
    return ((Answer.RunAccepted) answer).runId();
  }

  @Test
  void shouldTakeAnyRequestOnAnyServer() {
    Cluster.Node a = cluster.start("a");
    Cluster.Node b = cluster.start("b");
    Cluster.Node c = cluster.start("c");
    cluster.awaitSettled();
    saveAll(a);

    Set<Long> runs = new HashSet<>();
    for (int i = 0; i < WORKFLOWS; i++) {
      for (Cluster.Node node : List.of(a, b, c)) {
        long run = trigger(node, i);
        runs.add(run);
        assertThat(c.submit(new Command.CancelRun(run, "me")))
            .isInstanceOf(Answer.CancelAccepted.class);
      }
    }

    assertThat(runs).hasSize(3 * WORKFLOWS);
    assertThat(List.of(Cluster.serves(a), Cluster.serves(b), Cluster.serves(c)))
        .containsExactlyInAnyOrder(3, 3, 2);
    assertThat(b.submit(World.triggerOf("missing", null))).isInstanceOf(Answer.Rejected.class);
  }

  @Test
  void shouldMakeOneRunForAKeyWhicheverServerIsAsked() {
    Cluster.Node a = cluster.start("a");
    Cluster.Node b = cluster.start("b");
    cluster.awaitSettled();
    saveAll(a);

    for (int i = 0; i < WORKFLOWS; i++) {
      Answer first = a.submit(World.triggerOf("w" + i, "key"));
      Answer second = b.submit(World.triggerOf("w" + i, "key"));

      long run = ((Answer.RunAccepted) first).runId();
      assertThat(second).isEqualTo(new Answer.RunAccepted(run, true));
    }
  }

  @Test
  void shouldHandEverythingOverWithoutAnErrorWhenServersComeAndGo() throws Exception {
    Cluster.Node a = cluster.start("a");
    saveAll(a);
    ConcurrentLinkedQueue<Long> accepted = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();
    AtomicBoolean loading = new AtomicBoolean(true);
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int first = i;
      callers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int k = first; loading.get(); k++) {
                        accepted.add(trigger(a, k % WORKFLOWS));
                      }
                    } catch (RuntimeException e) {
                      errors.add(e);
                    }
                  }));
    }

    cluster.start("b");
    cluster.awaitSettled();
    cluster.start("c");
    cluster.awaitSettled();
    cluster.stop("b");
    cluster.awaitSettled();
    cluster.stop("c");
    cluster.awaitSettled();
    loading.set(false);
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(errors).isEmpty();
    assertThat(accepted).doesNotHaveDuplicates().hasSizeGreaterThan(WORKFLOWS);
    assertThat(a.database().partitionStore().runs(accepted)).hasSameSizeAs(accepted);
  }

  @Test
  void shouldTakeOverWhatAServerOwnedThatDied() {
    Cluster.Node a = cluster.start("a");
    cluster.start("b");
    cluster.awaitSettled();
    saveAll(a);

    cluster.crash("b");

    for (int i = 0; i < WORKFLOWS; i++) {
      assertThat(trigger(a, i)).isPositive();
    }
    assertThat(Cluster.serves(a)).isEqualTo(8);
  }

  @Test
  void shouldGiveUpItsPartitionsWhenItIsNoMemberAnyMore() {
    Cluster.Node a = cluster.start("a");
    Cluster.Node b = cluster.start("b");
    cluster.awaitSettled();
    saveAll(a);

    cluster.registry.drop("b");

    await().until(() -> Cluster.serves(b) == 0 && Cluster.serves(a) == 8);
    assertThat(b.engine().healthy()).isFalse();
    assertThat(b.engine().cluster().joined()).isFalse();
    assertThat(trigger(a, 0)).isPositive();
  }

  @Test
  void shouldGiveAWorkerThatKnowsOneServerTheTasksOfAll() {
    Cluster.Node a = cluster.start("a");
    cluster.start("b");
    cluster.start("c");
    cluster.awaitSettled();
    saveAll(a);
    cluster.worker("b", 2, new World.Scripted("x", task -> {}));

    List<Long> runs = new ArrayList<>();
    for (int i = 0; i < 5 * WORKFLOWS; i++) {
      runs.add(trigger(a, i % WORKFLOWS));
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> succeeded(a, runs));
  }

  @Test
  void shouldLetAttemptsEndOnceThatRanWhenTheirServerDied() throws Exception {
    Cluster.Node a = cluster.start("a");
    cluster.start("b");
    cluster.awaitSettled();
    saveAll(a);
    CountDownLatch go = new CountDownLatch(1);
    ConcurrentLinkedQueue<Long> begun = new ConcurrentLinkedQueue<>();
    cluster.worker(
        "a",
        WORKFLOWS,
        new World.Scripted(
            "x",
            task -> {
              begun.add(Long.valueOf(task.runId()));
              go.await();
            }));
    List<Long> runs = new ArrayList<>();
    for (int i = 0; i < WORKFLOWS; i++) {
      runs.add(trigger(a, i));
    }
    await().until(() -> begun.size() == WORKFLOWS);

    cluster.crash("b");
    await().until(() -> Cluster.serves(a) == 8);
    go.countDown();

    await().atMost(Duration.ofSeconds(30)).until(() -> succeeded(a, runs));
    assertThat(begun).containsExactlyInAnyOrderElementsOf(runs);
  }

  @Test
  void shouldMoveAWorkersRoomToTheServerThatHasTasks() {
    Cluster.Node a = cluster.start("a");
    cluster.start("b");
    cluster.start("c");
    cluster.awaitSettled();
    saveAll(a);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    cluster.worker(
        "a",
        9,
        new World.Scripted(
            "x",
            task -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              go.await();
              running.decrementAndGet();
            }));

    List<Long> runs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      runs.add(trigger(a, 0));
    }

    await().until(() -> running.get() == 9);
    go.countDown();
    await().atMost(Duration.ofSeconds(30)).until(() -> succeeded(a, runs));
    assertThat(most).hasValue(9);
  }

  private static boolean succeeded(Cluster.Node node, List<Long> runs) {
    return node.database().partitionStore().runs(runs).stream()
        .allMatch(run -> run.state() == RunState.SUCCEEDED);
  }

  @Test
  void shouldTellAFollowerOfARunThatAnotherServerServes() {
    Cluster.Node a = cluster.start("a");
    Cluster.Node b = cluster.start("b");
    cluster.awaitSettled();
    saveAll(a);
    List<Long> runs = new ArrayList<>();
    for (int i = 0; i < WORKFLOWS; i++) {
      runs.add(trigger(a, i));
    }
    Set<Long> told = ConcurrentHashMap.newKeySet();
    runs.forEach(
        run -> {
          var unusedHere = a.engine().follow(run, change -> {});
          var unused = b.engine().follow(run, change -> told.add(heard(b, change)));
        });

    runs.forEach(run -> a.submit(new Command.CancelRun(run, "me")));

    await().until(() -> told.containsAll(runs));
  }

  /** The run, if what was told shows its end. */
  private static long heard(Cluster.Node node, RunChange change) {
    return switch (change) {
      case RunChange.OfRun run -> run.run().state().terminal() ? run.runId() : 0;
      case RunChange.OfTask task -> 0;
      case RunChange.Unseen unseen ->
          node.database()
                  .partitionStore()
                  .runs(List.of(unseen.runId()))
                  .getFirst()
                  .state()
                  .terminal()
              ? unseen.runId()
              : 0;
    };
  }
}
