package io.carillon.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Each example ends as it says, on one process as a newcomer starts it. */
class ExamplesTest {

  @TempDir Path folder;

  @Test
  void shouldRunEveryExampleToItsEnd() throws Exception {
    try (Processes carillon = new Processes(folder.resolve("data"))) {
      carillon.server("up");

      shouldHaveLoadedTheExamples(carillon);
      shouldReportTheAccessLog(carillon);
      shouldSucceedAtTheThirdAttempt(carillon);
      shouldJoinTheBranches(carillon);
    }
  }

  private static void shouldHaveLoadedTheExamples(Processes carillon) throws Exception {
    JsonNode workflows = carillon.ask("workflows", "--namespace", "examples", "-o", "json").json();

    assertThat(workflows.path("items").values())
        .extracting(item -> item.path("name").stringValue())
        .containsExactlyInAnyOrder("fan-out", "retrying", "weblog-report");
  }

  private void shouldReportTheAccessLog(Processes carillon) throws Exception {
    Path report = folder.resolve("a report.html");

    JsonNode run =
        run(
            carillon,
            "weblog/weblog-report.yaml",
            "-p",
            "report=" + report,
            "-p",
            "workspace=" + folder.resolve("work"),
            "-p",
            "top=3");

    long good = outputs(run, "parse").path("lines").longValue();
    long malformed = outputs(run, "parse").path("malformed").longValue();
    assertThat(good + malformed).isEqualTo(50_000);
    assertThat(malformed).isBetween(50L, 200L);
    assertThat(outputs(run, "load").path("rows").longValue()).isEqualTo(good);
    assertThat(outputs(run, "top_pages").path("rows").size()).isEqualTo(3);
    assertThat(outputs(run, "errors_by_hour").path("rows").size()).isEqualTo(24);
    assertThat(report)
        .content()
        .contains(
            good + " requests, " + malformed + " malformed lines",
            "<h2>Top pages</h2>",
            outputs(run, "top_pages").path("first_row").path("page").stringValue());
  }

  private static void shouldSucceedAtTheThirdAttempt(Processes carillon) throws Exception {
    JsonNode run = run(carillon, "retrying.yaml");

    assertThat(task(run, "fetch").path("attempt").intValue()).isEqualTo(3);
    assertThat(outputs(run, "fetch").path("attempts").intValue()).isEqualTo(3);
    assertThat(carillon.ask("logs", "last", "thank").out()).contains("It took 3 attempts");
    assertThat(carillon.ask("logs", "last", "fetch", "--attempt", "1").out())
        .contains("The other side is not there yet");
  }

  private static void shouldJoinTheBranches(Processes carillon) throws Exception {
    JsonNode run = run(carillon, "fan-out.yaml", "-p", "up_to=1000", "-p", "collatz=false");

    assertThat(outputs(run, "summary").path("sentence").stringValue())
        .isEqualTo("Up to 1000: 168 primes, 31 squares");
    assertThat(outputs(run, "summary").path("both").intValue()).isEqualTo(199);
    assertThat(state(run, "collatz")).isEqualTo("skipped");
    assertThat(state(run, "complain")).isEqualTo("skipped");
    assertThat(state(run, "farewell")).isEqualTo("succeeded");
    Processes.Result refused =
        carillon.ask("run", Processes.home() + "/examples/fan-out.yaml", "-p", "up_to=many");
    assertThat(refused.exit()).isEqualTo(2);
  }

  private static JsonNode run(Processes carillon, String example, String... more) throws Exception {
    String[] arguments = new String[more.length + 4];
    arguments[0] = "run";
    arguments[1] = Processes.home().resolve("examples").resolve(example).toString();
    arguments[2] = "-o";
    arguments[3] = "json";
    System.arraycopy(more, 0, arguments, 4, more.length);
    Processes.Result result = carillon.ask(arguments);
    assertThat(result.exit()).describedAs(result.toString()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.json().path("run").path("state").stringValue()).isEqualTo("succeeded");
    return result.json();
  }

  static JsonNode task(JsonNode run, String name) {
    return run.path("tasks").values().stream()
        .filter(task -> task.path("name").stringValue().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("Expected " + name + ", but found " + run));
  }

  private static JsonNode outputs(JsonNode run, String task) {
    return task(run, task).path("outputs");
  }

  private static String state(JsonNode run, String task) {
    return task(run, task).path("state").stringValue();
  }
}
