package io.carillon.tasks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.carillon.sdk.TaskFailure;
import io.carillon.tasks.Attempt;
import io.carillon.tasks.FakeTask;
import io.carillon.tasks.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpTaskTest {

  private static final String ANSWER =
      "{\"id\": 7, \"items\": [{\"name\": \"ü\"}, null], \"a/b\": {\"~\": true}}";

  @TempDir Path dir;
  private HttpServer server;
  private HttpServer stranger;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicBoolean cutOff = new AtomicBoolean();

  @BeforeEach
  void start() throws IOException {
    stranger = server();
    server = server();
    server.createContext("/json", exchange -> answer(exchange, 200, ANSWER));
    server.createContext("/missing", exchange -> answer(exchange, 404, "no such thing"));
    server.createContext("/slow", this::neverEnd);
    server.createContext("/huge", HttpTaskTest::huge);
    server.createContext("/see", exchange -> redirect(exchange, 303, "/echo?from=see"));
    server.createContext("/keep", exchange -> redirect(exchange, 307, "/echo"));
    server.createContext("/loop", exchange -> redirect(exchange, 302, "/loop"));
    server.createContext("/away", exchange -> redirect(exchange, 302, url(stranger, "/echo")));
  }

  @AfterEach
  void stop() {
    released.countDown();
    server.stop(0);
    stranger.stop(0);
    threads.shutdownNow();
  }

  @Test
  void shouldGiveStatusBodyAndValuesWhenTheAnswerIsJson() {
    FakeTask task =
        http(get("/json")
                .outputs(
                    Map.of(
                        "id", "/id",
                        "name", "items[0].name",
                        "gone", "$.items[1]",
                        "tilde", "/a~1b/~0",
                        "all", "$")))
            .succeeds();

    assertThat(task.outputs())
        .containsEntry("status", 200L)
        .containsEntry("body", ANSWER)
        .containsEntry("id", 7L)
        .containsEntry("name", "ü")
        .containsEntry("gone", null)
        .containsEntry("tilde", true)
        .containsEntry("all", Json.parse(ANSWER));
    assertThat(task.logged()).contains("> GET http://127.0.0.1:", "< 200", "\"id\": 7");
  }

  @Test
  void shouldSendMethodHeadersQueryAndBodyWhenConfigured() {
    FakeTask task =
        http(get("/echo?x=1")
                .method("put")
                .headers(Map.of("X-Count", 5L, "content-type", "application/vnd.x+json"))
                .query(Map.of("q", List.of("a b&c", 2L)))
                .body(Map.of("day", "2026-11-20")))
            .succeeds();

    assertThat(task.outputs().get("body"))
        .isEqualTo(
            """
            PUT /echo?x=1&q=a%20b%26c&q=2
            X-Count=5
            Content-Type=application/vnd.x+json
            Authorization=null
            {"day":"2026-11-20"}\
            """);
  }

  @Test
  void shouldKeepCredentialsOutOfTheLogWhenTheyAreSent() {
    FakeTask task =
        http(get("/echo?access_token=hunter1&day=2")
                .headers(Map.of("X-Api-Key", "hunter2", "Accept", "text/plain"))
                .auth(new HttpConfig.Auth(null, "me", "hunter3"))
                .success(new HttpConfig.Success(null, "Basic bWU6aHVudGVyMw==")))
            .succeeds();

    String sent = task.logged().lines().filter(line -> line.startsWith(">")).toList().toString();
    assertThat(sent)
        .doesNotContain("hunter", "bWU6aHVudGVyMw")
        .contains("access_token=***&day=2", "Accept: text/plain", "Authorization: ***");
    assertThat(new HttpConfig.Auth("hunter4", null, null).toString()).doesNotContain("hunter");
  }

  @Test
  void shouldFailWithTheBodysStartWhenTheStatusIsNotExpected() {
    assertThat(http(get("/missing")).fails("http_status"))
        .hasMessageContaining("Expected status [200-299], but http://127.0.0.1:")
        .hasMessageContaining("answered 404: no such thing");

    http(get("/missing").success(new HttpConfig.Success(List.of("2xx", 404L), null))).succeeds();
    http(get("/json").success(new HttpConfig.Success("201-204", null))).fails("http_status");
  }

  @Test
  void shouldFailWhenTheAnswerIsNotAsExpected() {
    assertThat(
            http(get("/json").success(new HttpConfig.Success(null, "done")))
                .fails("http_response_invalid"))
        .hasMessageContaining("to contain \"done\"");
    assertThat(http(get("/json").outputs(Map.of("x", "items[5]"))).fails("http_response_invalid"))
        .hasMessageContaining("at items[5]");
    assertThat(
            http(get("/missing")
                    .success(new HttpConfig.Success(404, null))
                    .outputs(Map.of("x", "/id")))
                .fails("http_response_invalid"))
        .hasMessageContaining("Expected JSON");
  }

  @Test
  void shouldFailWhenTheAnswerIsTooLarge() {
    TaskFailure failure = http(get("/huge")).fails("http_response_invalid");

    assertThat(failure).hasMessageContaining("at most 10485760 bytes");
  }

  @Test
  void shouldFollowRedirectsWhenAllowed() {
    assertThat(http(get("/see").method("POST").body("x")).succeeds().outputs().get("body"))
        .asString()
        .startsWith("GET /echo?from=see\n")
        .endsWith("\n");
    assertThat(http(get("/keep").method("POST").body("x")).succeeds().outputs().get("body"))
        .asString()
        .startsWith("POST /echo\n")
        .endsWith("\nx");
    http(get("/see").followRedirects(false)).fails("http_status");
    assertThat(http(get("/loop")).fails("http_response_invalid"))
        .hasMessageContaining("at most 5 redirects");
  }

  @Test
  void shouldKeepCredentialsFromStrangersWhenRedirected() {
    HttpConfig.Auth auth = new HttpConfig.Auth("hunter2", null, null);

    assertThat(http(get("/see").auth(auth)).succeeds().outputs().get("body"))
        .asString()
        .contains("Authorization=Bearer hunter2");
    assertThat(http(get("/away").auth(auth)).succeeds().outputs().get("body"))
        .asString()
        .contains("Authorization=null");
  }

  @Test
  void shouldTellTimeoutFromRefusalWhenThereIsNoAnswer() throws IOException {
    assertThat(http(get("/slow").timeout(Duration.ofMillis(200))).fails("http_timeout"))
        .hasMessageContaining("PT0.2S");
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    assertThat(http(new HttpSettings("http://127.0.0.1:" + closed)).fails("http_connect"))
        .hasMessageContaining("Expected 127.0.0.1:" + closed + " to answer");
    assertThat(http(new HttpSettings("http://no-such-host.invalid/")).fails("http_connect"))
        .hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void shouldAbortTheRequestWhenCancelled() {
    Attempt attempt = http(get("/slow"));
    attempt.awaitLog("> GET");

    attempt.cancel();

    assertThat(attempt.end()).isInstanceOf(InterruptedException.class);
    await().atMost(Duration.ofSeconds(20)).untilTrue(cutOff);
  }

  @Test
  void shouldFailForGoodWhenAHeaderMayNotBeSet() {
    TaskFailure failure =
        http(get("/echo").headers(Map.of("Connection", "close"))).fails("http_request_invalid");

    assertThat(failure.retryable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://x/",
        "x",
        "http://",
        "http://user:pw@host/",
        "http://host/a b",
        "file:///x"
      })
  void shouldRefuseTheUrlWhenItIsNotOneOfTheWeb(String url) {
    assertRefused("url", new HttpSettings(url));
  }

  @Test
  void shouldRefuseConfigsWithAReasonWhenTheyAreWrong() {
    assertRefused("method", get("/").method("GET /"));
    assertRefused("outputs", get("/").outputs(Map.of("a b", "/x")));
    assertRefused("outputs", get("/").outputs(Map.of("status", "/x")));
    assertRefused("outputs", get("/").outputs(Map.of("x", "a[b]")));
    assertRefused("timeout", get("/").timeout(Duration.ZERO));
    assertThatThrownBy(() -> new HttpConfig.Success("6xx", null))
        .hasMessageStartingWith("Expected success.status to be like 200");
    assertThatThrownBy(() -> new HttpConfig.Auth("a", "b", null))
        .hasMessageStartingWith("Expected auth to have either bearer, or user and password");
  }

  @ParameterizedTest
  @CsvSource({"200,2xx,true", "300,2XX,false", "204,200-204,true", "205,200-204,false"})
  void shouldMatchStatusesWhenWrittenAsClassesOrRanges(int status, String range, boolean has) {
    assertThat(StatusRange.all(range).get(0).has(status)).isEqualTo(has);
  }

  private static void assertRefused(String field, HttpSettings settings) {
    assertThatThrownBy(settings::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected ")
        .hasMessageContaining(", but ")
        .hasMessageContaining(field)
        .hasMessageNotContaining("pw");
  }

  private Attempt http(HttpSettings settings) {
    return Attempt.of(new HttpTask(), settings.build(), dir);
  }

  private HttpSettings get(String path) {
    return new HttpSettings(url(server, path));
  }

  private HttpServer server() throws IOException {
    HttpServer made =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    made.setExecutor(threads);
    made.createContext("/echo", HttpTaskTest::echo);
    made.start();
    return made;
  }

  private static String url(HttpServer server, String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static void echo(HttpExchange exchange) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(exchange.getRequestMethod()).append(' ').append(exchange.getRequestURI());
    for (String name : List.of("X-Count", "Content-Type", "Authorization")) {
      text.append('\n')
          .append(name)
          .append('=')
          .append(exchange.getRequestHeaders().getFirst(name));
    }
    text.append('\n');
    text.append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    answer(exchange, 200, text.toString());
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static void redirect(HttpExchange exchange, int status, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private static void huge(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      byte[] chunk = new byte[64 * 1024];
      for (int i = 0; i < 10_000; i++) {
        out.write(chunk);
      }
    }
  }

  /** Begins an answer and writes on until the client has gone. */
  private void neverEnd(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      while (!released.await(10, TimeUnit.MILLISECONDS)) {
        out.write('.');
        out.flush();
      }
    } catch (IOException e) {
      cutOff.set(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
