package io.carillon.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.store.DatabaseConfig;
import io.carillon.store.testing.TestDatabases;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Servers and workers of a cluster, each a process, are killed, stopped and cut off. */
class ClusterProcessesTest {

  @TempDir Path folder;

  private final DatabaseConfig database = TestDatabases.postgres();

  private Process server(Processes at, String name) throws Exception {
    return at.server(
        "server",
        "--name=" + name,
        "--database=%s?user=%s&password=%s"
            .formatted(database.url(), database.user(), database.password()));
  }

  private Processes at(String name) {
    return new Processes(folder.resolve(name));
  }

  @Test
  void shouldTakeOverARunningRunWhichCanThenBeStopped() throws Exception {
    try (Processes a = at("a");
        Processes b = at("b");
        Caller caller = new Caller()) {
      Process first = server(a, "a");
      a.worker("worker");
      SlowRun run = SlowRun.trigger(a, caller, folder);
      try (Socket call = caller.answer()) {
        server(b, "b");
        first.destroyForcibly().waitFor();

        // Asked at once, while nobody owns it, the server answers when it does.
        Processes.Result cancelled = b.ask("cancel", run.id());

        assertThat(cancelled.exit()).describedAs(cancelled.toString()).isZero();
        assertThat(call.getInputStream().read()).describedAs("end of the task").isEqualTo(-1);
        await().until(() -> SlowRun.state(run.at(b).json()).equals("cancelled"));
      }
      assertThat(run.done()).isEqualTo("before ");
    }
  }

  @Test
  void shouldGoOnWhenAllWereKilledAndOneServerAndOneWorkerAreBack() throws Exception {
    try (Processes a = at("a");
        Processes b = at("b");
        Caller caller = new Caller()) {
      Process[] all = {
        server(a, "a"), server(b, "b"), a.worker("left"), b.worker("right"),
      };
      SlowRun run = SlowRun.trigger(a, caller, folder);
      try (Socket call = caller.answer()) {
        for (Process process : all) {
          process.destroyForcibly();
        }
        assertThat(call.getInputStream().read()).describedAs("end of the task").isEqualTo(-1);
      }

      server(b, "b");
      b.worker("middle");
      Caller.release(caller.answer());

      JsonNode ended = run.at(b).follow();
      assertThat(SlowRun.state(ended)).isEqualTo("succeeded");
      assertThat(SlowRun.attempt(ended, "before")).isEqualTo(1);
      assertThat(SlowRun.attempt(ended, "slow")).isEqualTo(2);
      assertThat(run.done()).isEqualTo("before slow after ");
    }
  }

  @Test
  void shouldStopOnItsWorkerWhatWasGivenAwayWhileThatWasFrozen() throws Exception {
    try (Processes a = at("a");
        Caller caller = new Caller()) {
      server(a, "a");
      Map<String, Process> workers = Map.of("left", a.worker("left"), "right", a.worker("right"));
      SlowRun run = SlowRun.trigger(a, caller, folder);
      try (Socket first = caller.answer()) {
        String holder = run.worker();
        Process frozen = Objects.requireNonNull(workers.get(holder), holder);

        Processes.signal(frozen, "STOP");
        Caller.release(caller.answer());
        JsonNode ended = run.follow();
        Processes.signal(frozen, "CONT");

        assertThat(SlowRun.state(ended)).isEqualTo("succeeded");
        assertThat(SlowRun.worker(ended)).isNotEqualTo(holder);
        assertThat(first.getInputStream().read()).describedAs("end of the task").isEqualTo(-1);
        // It serves again.
        await().atMost(Duration.ofSeconds(60)).until(() -> !worker(a, holder).isMissingNode());
      }
      assertThat(run.done()).isEqualTo("before slow after ");
    }
  }

  @Test
  void shouldNotGiveAwayAtOnceWhatStopsWhenIsolated() throws Exception {
    try (Processes a = at("a");
        Caller caller = new Caller()) {
      server(a, "a");
      Map<String, Process> workers = Map.of("left", a.worker("left"), "right", a.worker("right"));
      SlowRun run = SlowRun.trigger(a, caller, folder, "stop_when_isolated: true");
      try (Socket first = caller.answer()) {
        String holder = run.worker();
        Process frozen = Objects.requireNonNull(workers.get(holder), holder);

        // Lost, but back before the isolation time is over.
        Processes.signal(frozen, "STOP");
        await().until(() -> worker(a, holder).isMissingNode());
        Processes.signal(frozen, "CONT");
        Caller.release(first);

        JsonNode ended = run.follow();
        assertThat(SlowRun.state(ended)).isEqualTo("succeeded");
        assertThat(SlowRun.worker(ended)).isEqualTo(holder);
        assertThat(SlowRun.attempt(ended, "slow")).isEqualTo(1);
      }
    }
  }

  @Test
  void shouldGiveATaskToAnotherWorkerWhenAGracefulEndIsCutShort() throws Exception {
    try (Processes a = at("a");
        Caller caller = new Caller()) {
      server(a, "a");
      Map<String, Process> workers = Map.of("left", a.worker("left"), "right", a.worker("right"));
      SlowRun run = SlowRun.trigger(a, caller, folder);
      String holder;
      try (Socket call = caller.answer()) {
        holder = run.worker();
        Process ending = Objects.requireNonNull(workers.get(holder), holder);
        ending.destroy();
        await().until(() -> worker(a, holder).path("draining").booleanValue());
        ending.destroyForcibly().waitFor();
        assertThat(call.getInputStream().read()).describedAs("end of the task").isEqualTo(-1);
      }
      Caller.release(caller.answer());

      JsonNode ended = run.follow();
      assertThat(SlowRun.state(ended)).isEqualTo("succeeded");
      assertThat(SlowRun.worker(ended)).isNotEqualTo(holder);
      assertThat(run.done()).isEqualTo("before slow after ");
    }
  }

  /** The worker of that name, if it is connected. */
  private static JsonNode worker(Processes at, String name) throws Exception {
    for (JsonNode worker : at.ask("workers", "-o", "json").json().path("items").values()) {
      if (worker.path("name").stringValue().equals(name)) {
        return worker;
      }
    }
    return MissingNode.getInstance();
  }
}
