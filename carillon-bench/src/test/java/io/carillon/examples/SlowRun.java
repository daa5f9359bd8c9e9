package io.carillon.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run of three tasks, the middle one of which calls the test and waits. Each notes its end in a
 * file.
 */
final class SlowRun {

  private final Processes carillon;
  private final Path done;
  private final String id;

  private SlowRun(Processes carillon, Path done, String id) {
    this.carillon = carillon;
    this.done = done;
    this.id = id;
  }

  static SlowRun trigger(Processes carillon, Caller caller, Path folder) throws Exception {
    return trigger(carillon, caller, folder, "on_lost_worker: failover");
  }

  /**
   * @param option a line of the task that waits
   */
  static SlowRun trigger(Processes carillon, Caller caller, Path folder, String option)
      throws Exception {
    Path done = folder.resolve("done");
    Path file = folder.resolve("slow.yaml");
    Files.writeString(
        file,
        """
        namespace: tests
        name: slow
        tasks:
          before:
            type: shell
            config: {script: "printf 'before ' >> %1$s"}
          slow:
            type: python
            depends_on: [before]
            config: {script: %2$s}
            %3$s
          after:
            type: shell
            depends_on: [slow]
            config: {script: "printf 'after ' >> %1$s"}
        """
            .formatted(done, quoted(caller.script(done.toString())), option));
    Processes.Result applied = carillon.ask("apply", file.toString());
    assertThat(applied.exit()).describedAs(applied.toString()).isZero();
    String id = carillon.ask("trigger", "tests/slow", "-o", "json").json().path("id").stringValue();
    return new SlowRun(carillon, done, id);
  }

  /** YAML has the strings of JSON. */
  private static String quoted(String text) {
    return JsonMapper.shared().writeValueAsString(text);
  }

  /** The same run, asked for elsewhere. */
  SlowRun at(Processes other) {
    return new SlowRun(other, done, id);
  }

  String id() {
    return id;
  }

  JsonNode json() throws Exception {
    return carillon.ask("show", id, "-o", "json").json();
  }

  /** Until the run has ended. */
  JsonNode follow() throws Exception {
    Processes.Result logs = carillon.ask("logs", id, "-f");
    assertThat(logs.exit()).describedAs(logs.toString()).isZero();
    return json();
  }

  /** Which worker has the task that waits. */
  String worker() throws Exception {
    return worker(json());
  }

  static String worker(JsonNode run) {
    return ExamplesTest.task(run, "slow").path("worker").stringValue();
  }

  static int attempt(JsonNode run, String task) {
    return ExamplesTest.task(run, task).path("attempt").intValue();
  }

  static String state(JsonNode run) {
    return run.path("run").path("state").stringValue();
  }

  /** The tasks that have ended, in order. */
  String done() throws IOException {
    return Files.readString(done);
  }
}
