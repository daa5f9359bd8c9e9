package io.carillon.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.FakeServer;
import io.carillon.cli.Shell;
import io.carillon.cli.api.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DefinitionCommandsTest {

  private static final String INVALID =
      """
      {"type":"urn:carillon:problem:definition_invalid","status":422,"code":"definition_invalid",
       "detail":"The definition has 2 errors.","errors":[
        {"path":"tasks.a.depend_on","line":4,"column":5,
         "message":"line 4, column 5: tasks.a.depend_on: Expected a known field, but found depend_on."},
        {"path":"tasks.b","line":7,"column":3,"found":"nothing","expected":"a type"}]}
      """;

  @TempDir Path folder;
  private FakeServer server;
  private Shell shell;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
    shell = new Shell(folder, server);
    server.answers("POST /workflows/validate", 200, valid("a", "\"team\""));
    server.answers("PUT /namespaces/team/workflows/a", 200, stored("team", 1, true));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldStoreUnderTheNameThatTheServerFound() throws IOException {
    Path file = file("a.yaml", "name: a\n");

    Shell.Result result = shell.type("apply", file.toString());

    assertThat(result.exit()).isZero();
    assertThat(result.out()).isEqualTo("team/a  version 1  created\n");
    FakeServer.Request put = server.request("PUT /namespaces/team/workflows/a");
    assertThat(put.body()).isEqualTo("name: a\n");
    assertThat(put.headers()).containsEntry("Authorization", "Bearer secret");
    assertThat(put.headers()).containsEntry("Content-type", "application/yaml");
  }

  @Test
  void shouldUseTheGivenNamespaceElseDefaultWhenTheFileNamesNone() throws IOException {
    Path file = file("a.json", "{\"name\": \"a\"}");
    server.answers("POST /workflows/validate", 200, valid("a", "null"));
    server.answers("PUT /namespaces/mine/workflows/a", 200, stored("mine", 4, true));
    server.answers("PUT /namespaces/default/workflows/a", 200, stored("default", 3, false));

    assertThat(shell.type("apply", "--namespace", "mine", file.toString()).out())
        .isEqualTo("mine/a  version 4  changed\n");
    assertThat(shell.type("apply", file.toString()).out())
        .isEqualTo("default/a  version 3  unchanged\n");
    assertThat(server.request("PUT /namespaces/mine/workflows/a").headers())
        .containsEntry("Content-type", "application/json");
  }

  @Test
  void shouldApplyTheYamlAndJsonFilesOfAFolder() throws IOException {
    Files.createDirectories(folder.resolve("flows/deep"));
    file("flows/a.yaml", "name: a");
    file("flows/deep/b.yml", "name: a");
    file("flows/readme.txt", "no");

    Shell.Result result = shell.type("apply", folder.resolve("flows").toString(), "-o", "json");

    JsonNode items = Api.JSON.readTree(result.out()).path("items");
    assertThat(items.size()).isEqualTo(2);
    assertThat(items.path(1).path("file").stringValue()).endsWith("b.yml");
    assertThat(items.path(1).path("version").intValue()).isEqualTo(1);
  }

  @Test
  void shouldListAllErrorsWithTheirPlacesAndStoreNothingWhenOneFileIsInvalid() throws IOException {
    server.answers("POST /workflows/validate", 422, INVALID);
    Path file = file("a.yaml", "x");

    Shell.Result result = shell.type("apply", file.toString());

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .isEqualTo(
            """
            %1$s:4:5: tasks.a.depend_on: Expected a known field, but found depend_on.
            %1$s:7:3: tasks.b: Expected a type, but found nothing.
            Nothing was stored.
            """
                .formatted(file));
    assertThat(server.requests()).noneMatch(request -> request.line().startsWith("PUT"));
  }

  @Test
  void shouldValidateWithoutStoring() throws IOException {
    Path file = file("a.yaml", "name: a");

    Shell.Result result = shell.type("validate", file.toString());

    assertThat(result.exit()).isZero();
    assertThat(result.out()).isEqualTo(file + ": valid, a of 3 tasks\n");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void shouldPrintErrorsAsJsonAndKeepStandardOutputForIt() throws IOException {
    server.answers("POST /workflows/validate", 422, INVALID);

    Shell.Result result = shell.type("validate", "-o", "json", file("a.yaml", "x").toString());

    assertThat(result.exit()).isEqualTo(2);
    JsonNode item = Api.JSON.readTree(result.out()).path("items").path(0);
    assertThat(item.path("valid").booleanValue()).isFalse();
    assertThat(item.path("errors").path(0).path("line").intValue()).isEqualTo(4);
    assertThat(result.err()).contains("a.yaml:4:5: ");
  }

  @Test
  void shouldEndWithTwoWhenAFileDoesNotExist() {
    Shell.Result result = shell.type("validate", "nowhere.yaml");

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("Expected a file with a workflow, but nowhere.yaml does not exist.\n")
        .contains("See 'carillon validate --help'");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String valid(String name, String namespace) {
    return "{\"valid\":true,\"name\":\"%s\",\"namespace\":%s,\"tasks\":3,\"warnings\":[]}"
        .formatted(name, namespace);
  }

  private static String stored(String namespace, int version, boolean changed) {
    return "{\"id\":\"7\",\"namespace\":\"%s\",\"name\":\"a\",\"version\":%d,\"changed\":%b}"
        .formatted(namespace, version, changed);
  }
}
