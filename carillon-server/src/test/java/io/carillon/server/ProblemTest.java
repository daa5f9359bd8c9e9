package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.partition.OverloadedException;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.server.Client.Reply;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemTest {

  private static final String TOKENS = "/api/v1/tokens";
  private static final String BATCH = "/api/v1/namespaces/tests/workflows/%s/runs/batch";

  private final Api api = Api.get();

  private static void assertProblem(Reply reply, int status, String code) {
    assertThat(reply.headers()).containsEntry("content-type", "application/problem+json");
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json())
        .containsEntry("code", code)
        .containsEntry("status", (long) status)
        .containsEntry("type", "urn:carillon:problem:" + code)
        .containsKeys("title", "detail");
    assertThat(reply.body()).doesNotContain("Exception", "\\tat ", "<html");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /api/v1/nothing,                                404, not_found",
    "GET,    /,                                              404, not_found",
    "PATCH,  /api/v1/runs,                                   405, method_not_allowed",
    "GET,    /api/v1/runs?limit=many,                        400, request_invalid",
    "GET,    /api/v1/runs?limit=0,                           400, request_invalid",
    "GET,    /api/v1/runs?state=done,                        400, request_invalid",
    "GET,    /api/v1/runs?workflow=a,                        400, request_invalid",
    "GET,    /api/v1/runs?after=x,                           400, request_invalid",
    "GET,    /api/v1/runs/abc,                               404, run_not_found",
    "GET,    /api/v1/runs/1,                                 404, run_not_found",
    "GET,    /api/v1/runs/1/events,                          404, run_not_found",
    "GET,    /api/v1/runs/1/tasks/a/attempts/1/log,          404, run_not_found",
    "GET,    /api/v1/runs/1/tasks/a/attempts/1/log/follow,   404, run_not_found",
    "GET,    /api/v1/runs/1/tasks/a/attempts/1/log?offset=-1, 400, request_invalid",
    "GET,    /api/v1/namespaces/a/workflows/b,               404, workflow_not_found",
    "GET,    /api/v1/namespaces/a/workflows/b/versions/1,    404, workflow_not_found",
    "DELETE, /api/v1/namespaces/a/workflows/b,               404, workflow_not_found",
    "DELETE, /api/v1/tokens/0,                               404, token_not_found",
    "DELETE, /api/v1/tokens/x,                               404, token_not_found",
    "POST,   /api/v1/tokens,                                 415, unsupported_media_type",
    "GET,    /api//v1/runs,                                  400, request_invalid",
    "GET,    /api/v1/%2e%2e/runs,                            400, request_invalid",
  })
  void shouldTellWhatIsWrongWithARequest(String method, String path, int status, String code)
      throws Exception {
    assertProblem(api.admin().send(method, path, Map.of(), BodyPublishers.noBody()), status, code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":            | Expected JSON, but",
        "[]                    | Expected a JSON object, but found another JSON value",
        "{}                    | Expected the field role, but it is missing",
        "{\"role\":\"admin\"}  | Expected the field name, but it is missing",
        "{\"rol\":\"admin\"}   | Expected only the fields [expires_in, name, role], but found rol;"
            + " did you mean role?",
        "{\"role\":\"king\",\"name\":\"x\"} | Expected role to be admin or worker, but found"
            + " 'king'",
        "{\"role\":\"admin\",\"name\":5}  | Expected name to be a text of 1 to 100 characters, but"
            + " found 5",
        "{\"role\":\"admin\",\"name\":\"x\",\"expires_in\":\"-P1D\"} | Expected expires_in to be a"
            + " duration above zero in ISO-8601 such as P30D or PT12H, but found '-P1D'",
      })
  void shouldNameTheFieldOfABody(String body, String detail) throws Exception {
    Reply reply = api.admin().post(TOKENS, body);
    assertProblem(reply, 400, "request_invalid");
    assertThat(reply.text("detail")).startsWith(detail);
  }

  @Test
  void shouldNameThePlaceInABatch() throws Exception {
    String path = BATCH.formatted("none");
    assertThat(api.admin().post(path, "{\"runs\":[{},{\"priority\":\"high\"}]}").text("detail"))
        .isEqualTo(
            "Expected runs[1].priority to be a whole number from -100 to 100, but found 'high'");
    assertThat(api.admin().post(path, "{\"runs\":[{\"param\":{}}]}").text("detail"))
        .endsWith("but found runs[0].param; did you mean params?");
    assertThat(api.admin().post(path, "{\"runs\":[]}").text("detail"))
        .isEqualTo("Expected runs to be a list of 1 to 1000 objects, but found a list of 0");
  }

  @Test
  void shouldAnswerOverloadedWithRetryAfterWhenTheEngineIs() throws Exception {
    api.engine.answer("full", command -> full());
    Reply reply = api.admin().post("/api/v1/namespaces/tests/workflows/full/runs", "{}");
    assertProblem(reply, 503, "overloaded");
    assertThat(reply.headers()).containsEntry("retry-after", "3");
    assertProblem(
        api.admin().post(BATCH.formatted("full"), "{\"runs\":[{},{}]}"), 503, "overloaded");
  }

  @Test
  void shouldAnswerEachRunOfABatchWhenOnlySomeAreTaken() throws Exception {
    api.engine.answer(
        "partly",
        command ->
            ((Command.Trigger) command).idempotencyKey() == null
                ? full()
                : CompletableFuture.completedFuture(new Answer.RunAccepted(42, true)));
    Reply reply =
        api.admin().post(BATCH.formatted("partly"), "{\"runs\":[{},{\"idempotency_key\":\"k\"}]}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .contains("{\"code\":\"overloaded\"", "{\"id\":\"42\",\"duplicate\":true}");
  }

  private static CompletableFuture<Answer> full() {
    return CompletableFuture.failedFuture(
        new OverloadedException("The inbox is full", Duration.ofMillis(2_500)));
  }

  @Test
  void shouldTellEveryErrorOfADefinition() throws Exception {
    Reply reply =
        api.admin()
            .send(
                "POST",
                "/api/v1/workflows/validate",
                "application/yaml",
                "name: x\ntask:\n  a: {type: shell}\n");
    assertProblem(reply, 422, "definition_invalid");
    assertThat(reply.body()).contains("\"suggestion\":\"tasks\"", "\"line\":2", "\"column\":1");
  }

  @Test
  void shouldTellWrongExpressions() throws Exception {
    Reply reply =
        api.admin()
            .send(
                "POST",
                "/api/v1/workflows/validate",
                "application/yaml",
                """
                name: x
                tasks:
                  a:
                    type: shell
                    when: params.nope > 1
                    config: {script: 'true'}
                """);
    assertProblem(reply, 422, "definition_invalid");
    assertThat(reply.body()).contains("\"path\":\"tasks.a.when\"", "params.nope", "\"line\":5");
  }

  @Test
  void shouldAnswerAProblemWhenARequestIsNoHttp() throws Exception {
    assertThat(raw("GET /api/v1/[x HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json", "\"code\":\"request_invalid\"");
    assertThat(raw("NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400").doesNotContain("<html");
  }

  private String raw(String request) throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(api.url).getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
