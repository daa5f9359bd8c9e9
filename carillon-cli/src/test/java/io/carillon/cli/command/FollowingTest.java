package io.carillon.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.FakeServer;
import io.carillon.cli.Shell;
import io.carillon.cli.api.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class FollowingTest {

  @TempDir Path folder;
  private FakeServer server;
  private Shell shell;
  private String file;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
    shell = new Shell(folder, server);
    file = Files.writeString(folder.resolve("a.yaml"), "name: a").toString();
    server
        .answers(
            "POST /workflows/validate",
            200,
            "{\"valid\":true,\"name\":\"a\",\"namespace\":\"team\",\"tasks\":2}")
        .answers(
            "PUT /namespaces/team/workflows/a",
            200,
            "{\"namespace\":\"team\",\"name\":\"a\",\"version\":1,\"changed\":true}")
        .answers(
            "GET /namespaces/team/workflows/a",
            200,
            """
            {"params":{"n":{"type":"int"},"s":{"type":"string"},"b":{"type":"bool"},
             "j":{"type":"json"},"d":{"type":"date"}}}
            """)
        .answers("POST /namespaces/team/workflows/a/runs", 201, run("queued"))
        .answers("GET /runs/17", 200, run("succeeded"))
        .answers("GET /runs/17/tasks", 200, items(task("fetch", "succeeded", 2, "")))
        .streams(
            "GET /runs/17/events",
            event("run", run("running"))
                + event("task", task("fetch", "running", 1, ""))
                + event("task", task("fetch", "retrying", 1, "exit code 1"))
                + event("task", task("fetch", "running", 2, ""))
                + event("task", task("fetch", "succeeded", 2, ""))
                + event("run", run("succeeded"))
                + event("end", "{}"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldPrintALineForEachChangeAndEndWithZeroWhenTheRunSucceeds() {
    Shell.Result result = shell.type("run", file);

    assertThat(result.exit()).isZero();
    assertThat(result.lines())
        .containsExactly(
            "14:00:00  team/a run 17  running",
            "14:00:00  fetch  running",
            "14:00:00  fetch  retrying  exit code 1",
            "14:00:00  fetch  running  attempt 2",
            "14:00:00  fetch  succeeded  1.5s  attempt 2",
            "14:00:00  team/a run 17  succeeded",
            "Run 17 succeeded after 3.0s.");
  }

  @Test
  void shouldSendParametersInTheTypesThatTheWorkflowWants() {
    shell.type(
        "run",
        file,
        "-p",
        "n=5",
        "-p",
        "s=5",
        "-p",
        "b=true",
        "-p",
        "j={\"x\": [1]}",
        "-p",
        "d=2026-11-20",
        "-p",
        "unknown=1=2");

    JsonNode body =
        Api.JSON.readTree(server.request("POST /namespaces/team/workflows/a/runs").body());
    assertThat(body.path("params"))
        .isEqualTo(
            Api.JSON.readTree(
                """
                {"n":5,"s":"5","b":true,"j":{"x":[1]},"d":"2026-11-20","unknown":"1=2"}
                """));
  }

  @Test
  void shouldSendTextAsItIsWhenItIsNotOfTheType() {
    shell.type("run", file, "-p", "n=many");

    JsonNode body =
        Api.JSON.readTree(server.request("POST /namespaces/team/workflows/a/runs").body());
    assertThat(body.path("params").path("n").stringValue()).isEqualTo("many");
  }

  @Test
  void shouldShowWhyAndTheEndOfTheLogAndEndWithOneWhenTheRunFails() {
    StringBuilder log = new StringBuilder();
    for (int i = 1; i <= 30; i++) {
      log.append("line ").append(i).append('\n');
    }
    server
        .answers("GET /runs/17", 200, run("failed"))
        .answers("GET /runs/17/tasks", 200, items(task("fetch", "failed", 3, "exit code 1")))
        .answersText(
            "GET /runs/17/tasks/fetch/attempts/3/log",
            Map.of("X-Carillon-Log-Offset", "100", "X-Carillon-Log-Ended", "true"),
            log.toString())
        .answersText(
            "GET /runs/17/tasks/fetch/attempts/3/log?offset=100&limit=262144",
            Map.of("X-Carillon-Log-Offset", "100", "X-Carillon-Log-Ended", "true"),
            "");

    Shell.Result result = shell.type("run", file);

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out())
        .contains("✘ fetch  after 3 attempts\n  exit code 1\n  the end of its log:\n  │ line 16\n")
        .contains("  │ line 30\n\nRun 17 failed after 3.0s.\n");
  }

  @Test
  void shouldPrintOnlyJsonWhenAProgramReads() {
    Shell.Result result = shell.type("run", file, "-o", "json");

    JsonNode json = Api.JSON.readTree(result.out());
    assertThat(json.path("run").path("state").stringValue()).isEqualTo("succeeded");
    assertThat(json.path("tasks").path(0).path("name").stringValue()).isEqualTo("fetch");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void shouldEndWithTwoWhenTheDefinitionIsInvalid() {
    server.answers(
        "POST /workflows/validate",
        422,
        "{\"code\":\"definition_invalid\","
            + "\"errors\":[{\"line\":1,\"column\":2,\"message\":\"m\"}]}");

    Shell.Result result = shell.type("run", file);

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).isEqualTo(file + ":1:2: m\n");
  }

  @Test
  void shouldEndWithTwoAndShowEachErrorWhenParametersAreInvalid() {
    server.answers(
        "POST /namespaces/team/workflows/a/runs",
        422,
        """
        {"code":"params_invalid","detail":"Expected other parameters.",
         "errors":[{"path":"n","message":"Expected n to be an int, but it is many."}]}
        """);

    Shell.Result result = shell.type("run", file);

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err())
        .contains("Expected other parameters.")
        .contains("Expected n to be an int, but it is many.");
  }

  @Test
  void shouldGoOnWhenTheConnectionIsLostInTheMiddle() {
    server.streams(
        "GET /runs/17/events",
        event("run", run("running")) + event("task", task("fetch", "running", 1, "")) + "event: ta",
        event("run", run("running"))
            + ": still here\n\n"
            + event("task", task("fetch", "running", 1, "")),
        event("run", run("succeeded"))
            + event("task", task("fetch", "succeeded", 1, ""))
            + event("end", "{}"));
    server.answers("GET /runs/17/tasks", 200, items(task("fetch", "succeeded", 1, "")));

    Shell.Result result = shell.type("run", file);

    assertThat(result.exit()).isZero();
    assertThat(result.lines())
        .containsExactly(
            "14:00:00  team/a run 17  running",
            "14:00:00  fetch  running",
            "14:00:00  team/a run 17  succeeded",
            "14:00:00  fetch  succeeded  1.5s",
            "Run 17 succeeded after 3.0s.");
  }

  @Test
  void shouldEndWithThreeWhenTheServerDoesNotComeBack() {
    server.streams("GET /runs/17/events", event("run", run("running")));

    Shell.Result result = shell.patient(Duration.ofMillis(300)).type("run", file);

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.err()).contains("The server cannot serve now");
  }

  @Test
  void shouldEndWithThreeAndSayHowToStartOneWhenNoServerAnswers() {
    server.close();

    Shell.Result result = shell.type("run", file);

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.err())
        .isEqualTo(
            """
            Cannot reach the server at %s: connection refused.
            Is it running? './carillon up' starts one; --url names another.
            """
                .formatted(server.url()));
  }

  @Test
  void shouldDrawTheTreeInPlaceWhenOnATerminal() {
    Shell.Result result =
        shell
            .with("TERM", "xterm")
            .patient(Duration.ofSeconds(20))
            .onTerminal(100, 30)
            .type("run", file);

    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .contains("\u001b[1mteam/a\u001b[0m")
        .contains("\u001b[32m✔\u001b[0m fetch")
        .contains("\u001b[J")
        .endsWith("after 3.0s.\n");
  }

  @Test
  void shouldUseNoColoursWhenAskedNotTo() {
    Shell.Result result = shell.with("NO_COLOR", "1").onTerminal(100, 30).type("run", file);

    assertThat(result.out()).contains("✔ fetch").doesNotContain("\u001b[32m");
  }

  @Test
  void shouldTriggerWithKeyAndPriority() {
    Shell.Result result = shell.type("trigger", "team/a", "--key", "k1", "--priority", "7");

    assertThat(result.out()).isEqualTo("Run 17 of team/a\n");
    FakeServer.Request request = server.request("POST /namespaces/team/workflows/a/runs");
    assertThat(request.headers()).containsEntry("Idempotency-key", "k1");
    assertThat(request.body()).isEqualTo("{\"params\":{},\"priority\":7}");
  }

  @Test
  void shouldFollowATriggeredRunWhenAsked() {
    Shell.Result result = shell.type("trigger", "team/a", "--follow");

    assertThat(result.exit()).isZero();
    assertThat(result.out()).endsWith("Run 17 succeeded after 3.0s.\n");
  }

  static String run(String state) {
    return """
    {"id":"17","namespace":"team","workflow":"a","version":1,"state":"%s","params":{},
     "triggered_by":"admin","created_at":"2026-11-20T13:59:50Z","started_at":"2026-11-20T13:59:50Z",
     "ended_at":%s}
    """
        .formatted(
            state,
            state.endsWith("ed") && !state.equals("queued") ? "\"2026-11-20T13:59:53Z\"" : "null")
        .replace("\n", "");
  }

  static String task(String name, String state, int attempt, String message) {
    boolean ended = state.equals("succeeded") || state.equals("failed");
    return """
    {"name":"%s","type":"shell","depends_on":[],"state":"%s","attempt":%d,"message":%s,
     "started_at":"2026-11-20T13:59:50Z","ended_at":%s}
    """
        .formatted(
            name,
            state,
            attempt,
            message.isEmpty() ? "null" : '"' + message + '"',
            ended ? "\"2026-11-20T13:59:51.500Z\"" : "null")
        .replace("\n", "");
  }

  static String items(String... items) {
    return "{\"items\":[" + String.join(",", items) + "]}";
  }

  static String event(String name, String data) {
    return "event: " + name + "\ndata: " + data + "\n\n";
  }
}
