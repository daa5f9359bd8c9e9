package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.model.Json;
import io.carillon.server.Client.Reply;
import io.carillon.server.Events.Event;
import io.carillon.store.DatabaseConfig;
import io.carillon.store.testing.TestDatabases;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server with its worker: what {@code carillon up} starts. */
class ServerProcessTest {

  private static final String HELLO =
      """
      name: hello
      params:
        who: {type: string, default: world}
      tasks:
        greet:
          type: shell
          config: {script: 'echo "Hello, {{ params.who }} ✓"; echo "n:=2" >> "$CARILLON_OUTPUT"'}
        count:
          type: shell
          depends_on: [greet]
          config: {script: 'echo {{ outputs.greet.n }}'}
      """;

  @TempDir Path folder;

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

  private ServerProcess start(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(
        List.of(
            "--http-port=0",
            "--grpc-port=0",
            "--partitions=2",
            "--data=" + folder.resolve("data"),
            "--ready-file=" + folder.resolve("ready.json")));
    return ServerProcess.start(
        Options.read(arguments, Map.of()), new PrintStream(screen, true, StandardCharsets.UTF_8));
  }

  private Map<String, @Nullable Object> json(String file) throws IOException {
    return Json.parseObject(Files.readString(folder.resolve(file)));
  }

  private Client client() throws IOException {
    var file = json("data/client.json");
    return Client.of(String.valueOf(file.get("url")), String.valueOf(file.get("token")));
  }

  @Test
  void shouldRunAWorkflowFromDefinitionToLog() throws Exception {
    Path examples = Files.createDirectories(folder.resolve("examples/one"));
    Files.writeString(examples.resolve("hello.yaml"), HELLO);
    Files.writeString(examples.resolve("broken.yaml"), "name: broken\n");
    try (ServerProcess server =
        start("--embedded-worker=true", "--examples=" + folder.resolve("examples"))) {
      Client client = client();

      // The example is there; putting it again changes nothing, putting another makes a version.
      String hello = "/api/v1/namespaces/examples/workflows/hello";
      assertThat(client.get(hello).json())
          .containsEntry("version", 1L)
          .containsEntry("source", HELLO);
      assertThat(client.get("/api/v1/namespaces/examples/workflows/broken").status())
          .isEqualTo(404);
      assertThat(client.send("PUT", hello, "application/yaml", HELLO).json())
          .containsEntry("changed", false);

      // It runs.
      Reply run = client.post(hello + "/runs", "{\"params\":{\"who\":\"Anna\"}}");
      assertThat(run.status()).isEqualTo(201);
      String path = "/api/v1/runs/" + run.text("id");
      assertThat(run.headers()).containsEntry("location", path);
      List<Event> events = new Events(client.stream(path + "/events", Map.of())).all();
      assertThat(events.getFirst().name()).isEqualTo("run");
      assertThat(events.getLast().name()).isEqualTo("end");
      assertThat(client.get(path).json())
          .containsEntry("state", "succeeded")
          .containsEntry("namespace", "examples")
          .containsEntry("params", Map.of("who", "Anna"));

      assertTasksAttemptsAndLogs(client, path);
      assertRepeatedKeysAndWrongParameters(client, hello);
      assertHistoryAfterDeletion(client, hello, path);
      assertThat(server.url()).isEqualTo(json("ready.json").get("url"));
    }
  }

  @Test
  void shouldKeepLogsInPostgresqlWhenThatIsItsDatabase() throws Exception {
    DatabaseConfig database = TestDatabases.postgres();
    Path examples = Files.createDirectories(folder.resolve("examples"));
    Files.writeString(examples.resolve("hello.yaml"), HELLO);
    try (ServerProcess server =
        start(
            "--name=one",
            "--embedded-worker=true",
            "--examples=" + examples,
            "--database=" + database.url(),
            "--database-user=" + database.user(),
            "--database-password=" + database.password())) {
      Client client = client();
      Reply run = client.post("/api/v1/namespaces/examples/workflows/hello/runs", "");
      String path = "/api/v1/runs/" + run.text("id");
      new Events(client.stream(path + "/events", Map.of())).all();

      List<Event> log =
          new Events(client.stream(path + "/tasks/count/attempts/1/log/follow", Map.of())).all();

      assertThat(log.getFirst().text("text")).isEqualTo("2\n");
      assertThat(client.get(path + "/tasks/greet/attempts/1/log").body())
          .isEqualTo("Hello, world ✓\n");
      assertThat(client.get("/api/v1/health/ready").status()).isEqualTo(200);
      assertThat(server.grpcPort()).isPositive();
    }
    assertThat(folder.resolve("data/logs")).doesNotExist();
    assertThat(folder.resolve("data/server.name")).doesNotExist();
  }

  private static void assertTasksAttemptsAndLogs(Client client, String path) throws Exception {
    assertThat(client.get(path + "/tasks").body()).contains("\"outputs\":{\"n\":2}");
    assertThat(client.get(path + "/tasks/count").json())
        .containsEntry("state", "succeeded")
        .containsEntry("worker", "embedded")
        .containsEntry("attempt", 1L);
    assertThat(client.get(path + "/tasks/count/attempts").body())
        .contains("\"outcome\":\"succeeded\"");
    List<Event> log =
        new Events(client.stream(path + "/tasks/greet/attempts/1/log/follow", Map.of())).all();
    assertThat(log.getFirst().text("text")).isEqualTo("Hello, Anna ✓\n");
    assertThat(client.get(path + "/tasks/count/attempts/1/log").body()).isEqualTo("2\n");
    assertThat(client.post(path + "/cancel", "").text("code")).isEqualTo("run_ended");
    assertThat(client.get("/api/v1/metrics").body()).contains("carillon_workers 1.0");
  }

  private static void assertRepeatedKeysAndWrongParameters(Client client, String hello)
      throws Exception {
    String body =
        "{\"runs\":[{\"idempotency_key\":\"k\"},{\"idempotency_key\":\"k\"},"
            + "{\"params\":{\"whom\":1}}]}";
    assertThat(client.post(hello + "/runs/batch", body).body())
        .contains("\"duplicate\":false", "\"duplicate\":true", "\"code\":\"params_invalid\"");
    assertThat(client.get("/api/v1/runs?namespace=examples&workflow=hello&limit=1").json())
        .extracting("next")
        .isNotNull();
  }

  private static void assertHistoryAfterDeletion(Client client, String hello, String path)
      throws Exception {
    assertThat(client.send("DELETE", hello, "text/plain", "").status()).isEqualTo(204);
    assertThat(client.get(hello).status()).isEqualTo(404);
    assertThat(client.post(hello + "/runs", "").text("code")).isEqualTo("workflow_not_found");
    assertThat(client.get(path).status()).isEqualTo(200);
    assertThat(client.get(hello + "/versions").body()).contains("\"version\":1");
  }

  @Test
  void shouldKeepAccountsAndRenewLocalTokensWhenStartedAgain() throws Exception {
    String first;
    try (ServerProcess server = start()) {
      first = String.valueOf(json("data/client.json").get("token"));
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("data/client.json"))))
          .isEqualTo("rw-------");
      assertThat(Client.of(server.url(), first).get("/api/v1/runs").status()).isEqualTo(200);
      assertThatThrownBy(this::start)
          .isInstanceOf(BadOptionException.class)
          .hasMessageEndingWith("for this server alone, but another server uses it");
    }
    Matcher password =
        Pattern.compile("password {2}(\\S{20,})").matcher(screen.toString(StandardCharsets.UTF_8));
    assertThat(password.find()).isTrue();
    screen.reset();
    try (ServerProcess server = start()) {
      assertThat(screen.toString(StandardCharsets.UTF_8)).isEmpty();
      assertThat(Client.of(server.url(), first).get("/api/v1/runs").status()).isEqualTo(401);
      assertThat(client().get("/api/v1/runs").status()).isEqualTo(200);
      String basic =
          "Basic "
              + Base64.getEncoder()
                  .encodeToString(("admin:" + password.group(1)).getBytes(StandardCharsets.UTF_8));
      Reply token =
          Client.with(server.url(), basic)
              .post(
                  "/api/v1/tokens", "{\"name\":\"ci\",\"role\":\"admin\",\"expires_in\":\"P1D\"}");
      assertThat(token.status()).isEqualTo(201);
      Client ci = Client.of(server.url(), token.text("token"));
      assertThat(ci.get("/api/v1/tokens").body())
          .contains("\"name\":\"ci\"")
          .doesNotContain("crl_");
      assertThat(ci.send("DELETE", "/api/v1/tokens/" + token.text("id"), "text/plain", "").status())
          .isEqualTo(204);
      assertThat(ci.get("/api/v1/tokens").status()).isEqualTo(401);
    }
  }

  @Test
  void shouldSayWhatIsWrongWhenItCannotStart() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (String option : List.of("http-port", "grpc-port")) {
        List<String> arguments =
            List.of(
                "--%s=%d".formatted(option, taken.getLocalPort()),
                option.equals("http-port") ? "--grpc-port=0" : "--http-port=0",
                "--data=" + folder.resolve("other"));
        ServerConfig config = Options.read(arguments, Map.of());
        assertThatThrownBy(
                () ->
                    ServerProcess.start(
                        config, new PrintStream(screen, true, StandardCharsets.UTF_8)))
            .isInstanceOf(BadOptionException.class)
            .hasMessage(
                "Expected port %d to be free, but another process uses it; choose another by --%s"
                    .formatted(taken.getLocalPort(), option));
      }
    }
    Path file = Files.writeString(folder.resolve("file"), "");
    ServerConfig config = Options.read(List.of("--data=" + file.resolve("below")), Map.of());
    assertThatThrownBy(() -> ServerProcess.start(config, System.out))
        .isInstanceOf(BadOptionException.class)
        .hasMessageStartingWith("Expected --data to be a folder that can be written to, but");
  }
}
