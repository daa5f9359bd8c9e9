package io.carillon.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.FakeServer;
import io.carillon.cli.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {

  @TempDir Path home;
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
    server
        .answers("GET /workers", 200, "{\"items\":[]}")
        .answers(
            "POST /tokens",
            201,
            "{\"id\":\"5\",\"name\":\"w\",\"role\":\"worker\",\"token\":\"cw_1\"}")
        .answers(
            "GET /tokens",
            200,
            """
            {"items":[{"id":"5","name":"w","role":"worker","created_at":"2026-11-20T10:00:00Z",
             "expires_at":null}]}
            """)
        .answers("DELETE /tokens/5", 204, "");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldFindALocalServerAndItsTokenByItself() throws IOException {
    local(home.resolve(".carillon"), server.url(), "local");

    assertThat(new Shell(home).type("workers").exit()).isZero();
    assertThat(authorization()).isEqualTo("Bearer local");
  }

  @Test
  void shouldFindALocalServerInTheDataFolderThatIsNamed() throws IOException {
    local(home.resolve("data"), server.url(), "local");
    String data = home.resolve("data").toString();

    assertThat(new Shell(home).type("workers", "--data", data).exit()).isZero();
    assertThat(new Shell(home).with("CARILLON_DATA", data).type("workers").exit()).isZero();
  }

  @Test
  void shouldNotShowTheLocalTokenToAnotherServer() throws IOException {
    local(home.resolve(".carillon"), "http://127.0.0.1:1", "local");

    new Shell(home).type("workers", "--url", server.url());

    assertThat(server.requests().getFirst().headers()).doesNotContainKey("Authorization");
  }

  @Test
  void shouldPreferOptionsToVariables() {
    new Shell(home)
        .with("CARILLON_URL", "http://127.0.0.1:1")
        .with("CARILLON_TOKEN", "variable")
        .type("workers", "--url", server.url() + "/", "--token", "option");

    assertThat(authorization()).isEqualTo("Bearer option");
  }

  @Test
  void shouldLogInAsAUserWhenAsked() {
    new Shell(home, server).with("CARILLON_PASSWORD", "pw").type("workers", "--user", "admin");

    assertThat(authorization()).isEqualTo("Basic YWRtaW46cHc=");
  }

  @Test
  void shouldSayHowToGiveATokenWhenNoneIsAccepted() {
    server.answers(
        "GET /workers", 401, "{\"code\":\"unauthenticated\",\"detail\":\"Expected a token.\"}");

    Shell.Result result = new Shell(home, server).type("workers");

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("Expected a token.\nGive a token by --token");
  }

  @Test
  void shouldSayThatItIsNoCarillonWhenTheAnswerIsNotJson() {
    server.answers("GET /workers", 200, "<html>");

    Shell.Result result = new Shell(home, server).type("workers");

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).startsWith("Expected a Carillon server at ");
  }

  @Test
  void shouldEndWithOneAndWithoutAStackTraceWhenTheServerFails() {
    server.answers("GET /workers", 500, "oops");

    Shell.Result result = new Shell(home, server).type("workers");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("The server answered with status 500.\n");
  }

  @Test
  void shouldPrintOnlyTheTokenToStandardOutputWhenOneIsMade() {
    Shell.Result result =
        new Shell(home, server)
            .type("token", "create", "w", "--role", "worker", "--expires-in", "90d");

    assertThat(result.out()).isEqualTo("cw_1\n");
    assertThat(result.err()).isEqualTo("Token 5 (worker), shown only now:\n");
    assertThat(server.request("POST /tokens").body())
        .isEqualTo("{\"name\":\"w\",\"role\":\"worker\",\"expires_in\":\"PT2160H\"}");
  }

  @Test
  void shouldListAndDeleteTokens() {
    Shell shell = new Shell(home, server);

    assertThat(shell.type("token", "list").lines())
        .containsExactly(
            "ID  NAME  ROLE    CREATED              EXPIRES",
            "5   w     worker  2026-11-20 10:00:00  -");
    assertThat(shell.type("token", "delete", "5").out()).isEqualTo("Token 5  deleted\n");
    assertThat(shell.type("token").exit()).isEqualTo(2);
  }

  @Test
  void shouldShowTheVersionWithoutAServer() {
    assertThat(new Shell(home).type("version").out()).matches("carillon \\S+ on Java \\S+\n");
  }

  @Test
  void shouldSuggestTheNearMissWhenACommandIsUnknown() {
    Shell.Result result = new Shell(home).type("trigge", "a/b");

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains("trigger").doesNotContain("at picocli");
  }

  private String authorization() {
    return server.requests().getFirst().headers().getOrDefault("Authorization", "");
  }

  private static void local(Path data, String url, String token) throws IOException {
    Files.createDirectories(data);
    Files.writeString(
        data.resolve("client.json"), "{\"url\":\"%s\",\"token\":\"%s\"}".formatted(url, token));
  }
}
