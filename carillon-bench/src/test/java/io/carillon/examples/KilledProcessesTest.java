package io.carillon.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Processes end by SIGKILL in the middle of a run. */
class KilledProcessesTest {

  @TempDir Path folder;

  @Test
  void shouldGoOnWithoutRunningAgainWhatSucceededWhenEverythingWasKilled() throws Exception {
    try (Processes carillon = new Processes(folder.resolve("data"));
        Caller caller = new Caller()) {
      Process up = carillon.server("up");
      String run = trigger(carillon, caller);
      try (Socket first = caller.answer()) {
        assertThat(first.isConnected()).isTrue();
        up.destroyForcibly().waitFor();
      }

      carillon.server("up");
      Caller.release(caller.answer());

      JsonNode ended = follow(carillon, run);
      assertThat(ended.path("run").path("state").stringValue()).isEqualTo("succeeded");
      assertThat(done()).isEqualTo("before slow after ");
      assertThat(attempt(ended, "before")).isEqualTo(1);
      assertThat(attempt(ended, "slow")).isEqualTo(2);
    }
  }

  @Test
  void shouldGiveATaskToAnotherWorkerWhenItsWorkerWasKilled() throws Exception {
    try (Processes carillon = new Processes(folder.resolve("data"));
        Caller caller = new Caller()) {
      carillon.server("server");
      Map<String, Process> workers =
          Map.of("left", carillon.worker("left"), "right", carillon.worker("right"));
      String run = trigger(carillon, caller);
      String lost;
      try (Socket first = caller.answer()) {
        assertThat(first.isConnected()).isTrue();
        lost = worker(carillon.ask("show", run, "-o", "json").json());
        Objects.requireNonNull(workers.get(lost), lost).destroyForcibly().waitFor();
      }

      Caller.release(caller.answer());

      JsonNode ended = follow(carillon, run);
      assertThat(ended.path("run").path("state").stringValue()).isEqualTo("succeeded");
      assertThat(worker(ended)).isNotEqualTo(lost).isIn(workers.keySet());
      assertThat(done()).isEqualTo("before slow after ");
    }
  }

  @Test
  void shouldLetARunningTaskEndWhenItsWorkerIsToldToEnd() throws Exception {
    try (Processes carillon = new Processes(folder.resolve("data"));
        Caller caller = new Caller()) {
      carillon.server("server");
      Map<String, Process> workers =
          Map.of("left", carillon.worker("left"), "right", carillon.worker("right"));
      String run = trigger(carillon, caller);
      String holder;
      Process ending;
      try (Socket call = caller.answer()) {
        holder = worker(carillon.ask("show", run, "-o", "json").json());
        ending = Objects.requireNonNull(workers.get(holder), holder);

        ending.destroy();
        Caller.release(call);
      }

      JsonNode ended = follow(carillon, run);
      assertThat(ended.path("run").path("state").stringValue()).isEqualTo("succeeded");
      assertThat(attempt(ended, "slow")).isEqualTo(1);
      assertThat(worker(ended)).isEqualTo(holder);
      assertThat(ending.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private String trigger(Processes carillon, Caller caller) throws Exception {
    String done = folder.resolve("done").toString();
    Path file = folder.resolve("killed.yaml");
    Files.writeString(
        file,
        """
        namespace: tests
        name: killed
        tasks:
          before:
            type: shell
            config: {script: "printf 'before ' >> %1$s"}
          slow:
            type: python
            depends_on: [before]
            config: {script: %2$s}
          after:
            type: shell
            depends_on: [slow]
            config: {script: "printf 'after ' >> %1$s"}
        """
            .formatted(done, quoted(caller.script(done))));
    Processes.Result applied = carillon.ask("apply", file.toString());
    assertThat(applied.exit()).describedAs(applied.toString()).isZero();
    return carillon.ask("trigger", "tests/killed", "-o", "json").json().path("id").stringValue();
  }

  /** YAML has the strings of JSON. */
  private static String quoted(String text) {
    return JsonMapper.shared().writeValueAsString(text);
  }

  /** Until the run has ended. */
  private static JsonNode follow(Processes carillon, String run) throws Exception {
    Processes.Result logs = carillon.ask("logs", run, "-f");
    assertThat(logs.exit()).describedAs(logs.toString()).isZero();
    return carillon.ask("show", run, "-o", "json").json();
  }

  private String done() throws IOException {
    return Files.readString(folder.resolve("done"));
  }

  private static int attempt(JsonNode run, String task) {
    return ExamplesTest.task(run, task).path("attempt").intValue();
  }

  private static String worker(JsonNode run) {
    return ExamplesTest.task(run, "slow").path("worker").stringValue();
  }
}
