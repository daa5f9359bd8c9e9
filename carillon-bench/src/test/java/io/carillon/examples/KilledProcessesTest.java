package io.carillon.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Processes end by SIGKILL in the middle of a run. */
class KilledProcessesTest {

  @TempDir Path folder;

  @Test
  void shouldGoOnWithoutRunningAgainWhatSucceededWhenEverythingWasKilled() throws Exception {
    try (Processes carillon = new Processes(folder.resolve("data"));
        Caller caller = new Caller()) {
      Process up = carillon.server("up");
      SlowRun run = SlowRun.trigger(carillon, caller, folder);
      try (Socket first = caller.answer()) {
        assertThat(first.isConnected()).isTrue();
        up.destroyForcibly().waitFor();
      }

      carillon.server("up");
      Caller.release(caller.answer());

      JsonNode ended = run.follow();
      assertThat(SlowRun.state(ended)).isEqualTo("succeeded");
      assertThat(run.done()).isEqualTo("before slow after ");
      assertThat(SlowRun.attempt(ended, "before")).isEqualTo(1);
      assertThat(SlowRun.attempt(ended, "slow")).isEqualTo(2);
    }
  }

  @Test
  void shouldGiveATaskToAnotherWorkerWhenItsWorkerWasKilled() throws Exception {
    try (Processes carillon = new Processes(folder.resolve("data"));
        Caller caller = new Caller()) {
      carillon.server("server");
      Map<String, Process> workers =
          Map.of("left", carillon.worker("left"), "right", carillon.worker("right"));
      SlowRun run = SlowRun.trigger(carillon, caller, folder);
      String lost;
      try (Socket first = caller.answer()) {
        assertThat(first.isConnected()).isTrue();
        lost = run.worker();
        Objects.requireNonNull(workers.get(lost), lost).destroyForcibly().waitFor();
      }

      Caller.release(caller.answer());

      JsonNode ended = run.follow();
      assertThat(SlowRun.state(ended)).isEqualTo("succeeded");
      assertThat(SlowRun.worker(ended)).isNotEqualTo(lost).isIn(workers.keySet());
      assertThat(run.done()).isEqualTo("before slow after ");
    }
  }

  @Test
  void shouldLetARunningTaskEndWhenItsWorkerIsToldToEnd() throws Exception {
    try (Processes carillon = new Processes(folder.resolve("data"));
        Caller caller = new Caller()) {
      carillon.server("server");
      Map<String, Process> workers =
          Map.of("left", carillon.worker("left"), "right", carillon.worker("right"));
      SlowRun run = SlowRun.trigger(carillon, caller, folder);
      String holder;
      Process ending;
      try (Socket call = caller.answer()) {
        holder = run.worker();
        ending = Objects.requireNonNull(workers.get(holder), holder);

        ending.destroy();
        Caller.release(call);
      }

      JsonNode ended = run.follow();
      assertThat(SlowRun.state(ended)).isEqualTo("succeeded");
      assertThat(SlowRun.attempt(ended, "slow")).isEqualTo(1);
      assertThat(SlowRun.worker(ended)).isEqualTo(holder);
      assertThat(ending.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }
}
