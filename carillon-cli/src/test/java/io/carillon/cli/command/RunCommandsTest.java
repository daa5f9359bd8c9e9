package io.carillon.cli.command;

import static io.carillon.cli.command.FollowingTest.event;
import static io.carillon.cli.command.FollowingTest.items;
import static io.carillon.cli.command.FollowingTest.run;
import static io.carillon.cli.command.FollowingTest.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.FakeServer;
import io.carillon.cli.Shell;
import io.carillon.cli.api.Api;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandsTest {

  private static final Map<String, String> END =
      Map.of("X-Carillon-Log-Offset", "10", "X-Carillon-Log-Ended", "true");

  @TempDir Path folder;
  private FakeServer server;
  private Shell shell;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
    shell = new Shell(folder, server);
    server
        .answers("GET /runs/17", 200, run("succeeded"))
        .answers(
            "GET /runs/17/tasks",
            200,
            items(task("fetch", "succeeded", 2, ""), task("thank", "succeeded", 1, "")))
        .answers("GET /runs/17/tasks/fetch", 200, task("fetch", "succeeded", 2, ""))
        .answersText("GET /runs/17/tasks/fetch/attempts/1/log?offset=0&limit=262144", END, "no\n")
        .answersText("GET /runs/17/tasks/fetch/attempts/1/log?offset=10&limit=262144", END, "")
        .answersText(
            "GET /runs/17/tasks/fetch/attempts/2/log?offset=0&limit=262144", END, "one\ntwo\n")
        .answersText("GET /runs/17/tasks/fetch/attempts/2/log?offset=10&limit=262144", END, "")
        .answersText("GET /runs/17/tasks/thank/attempts/1/log?offset=0&limit=262144", END, "bye")
        .answersText("GET /runs/17/tasks/thank/attempts/1/log?offset=10&limit=262144", END, "");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldListRunsPageByPageUpToTheLimit() {
    server
        .answers("GET /runs?namespace=team&workflow=a&state=running%2Cfailed&limit=2", 200, page())
        .answers(
            "GET /runs?namespace=team&workflow=a&state=running%2Cfailed&limit=1&after=c%2F1",
            200, items(run("failed")));

    Shell.Result result =
        shell.type("runs", "--workflow", "team/a", "--state", "running,failed", "--limit", "2");

    assertThat(result.lines())
        .containsExactly(
            "RUN  WORKFLOW  STATE      CREATED              TOOK   BY",
            "17   team/a    ● running  2026-11-20 13:59:50  10.0s  admin",
            "17   team/a    ✘ failed   2026-11-20 13:59:50  3.0s   admin");
  }

  @Test
  void shouldShowARunWithItsTasks() {
    Shell.Result result = shell.type("show", "17");

    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .startsWith("✔ team/a  run 17  succeeded  3.0s\n  version    1\n")
        .contains("✔ fetch  succeeded  1.5s  attempt 2\n✔ thank  succeeded  1.5s\n")
        .endsWith("2 tasks: 2 succeeded.\n");
  }

  @Test
  void shouldTakeTheNewestRunWhenAskedForTheLast() {
    server
        .answers("GET /runs?limit=1", 200, items(run("succeeded")))
        .answers("GET /runs?namespace=team&workflow=a&limit=1", 200, items(run("succeeded")))
        .answers("GET /runs?namespace=team&workflow=b&limit=1", 200, items());

    assertThat(shell.type("show", "last").out()).contains("run 17");
    assertThat(shell.type("show", "team/a@last").out()).contains("run 17");
    Shell.Result none = shell.type("show", "team/b@last");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).startsWith("Expected a run for 'team/b@last', but there is none yet.");
    assertThat(shell.type("show", "first").err())
        .startsWith("Expected a run's id, 'last' or 'NAMESPACE/WORKFLOW@last', but found 'first'.");
  }

  @Test
  void shouldPrintTheNewestAttemptsLogAsItIsWhenATaskIsGiven() {
    assertThat(shell.type("logs", "17", "fetch").out()).isEqualTo("one\ntwo\n");
    assertThat(shell.type("logs", "17", "fetch", "--attempt", "1").out()).isEqualTo("no\n");
  }

  @Test
  void shouldPutTheTasksNameBeforeEachLineWhenNoTaskIsGiven() {
    assertThat(shell.type("logs", "17").lines())
        .containsExactly("fetch │ one", "fetch │ two", "thank │ bye");
  }

  @Test
  void shouldPrintALineOfJsonForEachLineWhenAProgramReads() {
    assertThat(shell.type("logs", "17", "-o", "json").lines())
        .first()
        .isEqualTo("{\"task\":\"fetch\",\"attempt\":2,\"line\":\"one\"}");
  }

  @Test
  void shouldFollowLogsFromWhereTheConnectionWasLostUntilTheRunHasEnded() {
    server
        .streams(
            "GET /runs/17/events",
            event("run", run("running"))
                + event("task", task("fetch", "running", 2, ""))
                + event("task", task("fetch", "succeeded", 2, ""))
                + event("run", run("succeeded"))
                + event("end", "{}"))
        .answers("GET /runs/17/tasks", 200, items(task("fetch", "succeeded", 2, "")))
        .streams(
            "GET /runs/17/tasks/fetch/attempts/2/log/follow",
            "id: 6\nevent: log\ndata: {\"offset\":0,\"text\":\"one\\ntw\"}\n\n",
            "id: 8\n"
                + "event: log\n"
                + "data: {\"offset\":6,\"text\":\"o\\n"
                + "\"}\n\n"
                + "event: end\n"
                + "data: {}\n\n");

    Shell.Result result = shell.type("logs", "17", "-f");

    assertThat(result.exit()).isZero();
    assertThat(result.lines()).containsExactly("fetch │ one", "fetch │ two");
    assertThat(server.requests())
        .filteredOn(request -> request.line().endsWith("/follow"))
        .extracting(request -> request.headers().get("Last-event-id"))
        .containsExactly(null, "6");
  }

  @Test
  void shouldCancelARun() {
    server.answers("POST /runs/17/cancel", 202, "{\"id\":\"17\",\"state\":\"cancelling\"}");

    assertThat(shell.type("cancel", "17").out()).isEqualTo("Run 17  cancelling\n");
  }

  @Test
  void shouldEndWithOneWhenTheRunHasEndedAlready() {
    server.answers(
        "POST /runs/17/cancel",
        409,
        "{\"code\":\"run_ended\",\"detail\":\"Expected run 17 to be going on, but it"
            + " succeeded.\"}");

    Shell.Result result = shell.type("cancel", "17");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("Expected run 17 to be going on, but it succeeded.\n");
  }

  @Test
  void shouldListWorkflowsAndWorkers() {
    server
        .answers(
            "GET /workflows?search=a&limit=100",
            200,
            items(
                """
                {"namespace":"team","name":"a","version":3,"updated_at":"2026-11-20T10:00:00Z",
                 "created_at":"2026-11-19T10:00:00Z"}
                """))
        .answers(
            "GET /workers",
            200,
            items(
                """
                {"name":"w1","host":"here","pools":["default"],"tags":["gpu","big"],"running":2,
                 "capacity":8,"connected_at":"2026-11-20T10:00:00Z","task_types":["shell"],
                 "draining":true}
                """));

    assertThat(shell.type("workflows", "--search", "a").lines())
        .containsExactly(
            "WORKFLOW  VERSION  CHANGED              CREATED",
            "team/a    3        2026-11-20 10:00:00  2026-11-19 10:00:00");
    assertThat(shell.type("workers").lines())
        .containsExactly(
            "WORKER  HOST  POOLS    TAGS     RUNNING  SINCE                TASK TYPES",
            "w1      here  default  gpu,big  2/8      2026-11-20 10:00:00  shell       draining");
    assertThat(Api.JSON.readTree(shell.type("workers", "-o", "json").out()).path("items").size())
        .isEqualTo(1);
  }

  private static String page() {
    return "{\"items\":[" + run("running") + "],\"next\":\"c/1\"}";
  }
}
