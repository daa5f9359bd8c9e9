package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every endpoint that the API's description names, for every kind of caller. */
class SecurityTest {

  private final Api api = Api.get();

  static Stream<Arguments> endpoints() throws IOException {
    try (InputStream document = DocumentController.class.getResourceAsStream("openapi.json")) {
      assertThat(document).isNotNull();
      var json = Json.parseObject(new String(document.readAllBytes(), StandardCharsets.UTF_8));
      if (!(json.get("paths") instanceof Map<?, ?> paths)) {
        throw new AssertionError("Expected paths in " + json);
      }
      return paths.entrySet().stream()
          .flatMap(
              path ->
                  ((Map<?, ?>) path.getValue())
                      .keySet().stream()
                          .map(method -> Arguments.of(method, String.valueOf(path.getKey()))));
    }
  }

  private static String path(String template) {
    return template.replaceAll("\\{(version|attempt)}", "1").replaceAll("\\{\\w+}", "0");
  }

  private int status(Client client, String method, String template) throws Exception {
    return client
        .send(method.toUpperCase(Locale.ROOT), path(template), Map.of(), BodyPublishers.noBody())
        .status();
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void shouldAskForCredentialsWhenThereAreNone(String method, String path) throws Exception {
    int expected = path.startsWith("/api/v1/health") ? 200 : 401;
    assertThat(status(Client.anonymous(api.url), method, path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void shouldRefuseAWrongToken(String method, String path) throws Exception {
    assertThat(status(Client.of(api.url, "crl_wrong"), method, path)).isEqualTo(401);
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void shouldForbidWorkersTokens(String method, String path) throws Exception {
    int expected = path.startsWith("/api/v1/health") ? 200 : 403;
    assertThat(status(Client.of(api.url, api.workerToken), method, path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void shouldLetAdminsTokensIn(String method, String path) throws Exception {
    assertThat(status(api.admin(), method, path)).isNotIn(401, 403, 405, 500);
  }

  @Test
  void shouldAskForCredentialsWhenThePathIsUnknown() throws Exception {
    assertThat(Client.anonymous(api.url).get("/nothing").status()).isEqualTo(401);
    assertThat(Client.anonymous(api.url).get("/api/v1/health/").status()).isEqualTo(401);
    assertThat(Client.anonymous(api.url).get("/api/v1/health/cluster").status()).isEqualTo(401);
    assertThat(
            Client.anonymous(api.url)
                .send("POST", "/api/v1/health", Map.of(), BodyPublishers.noBody())
                .status())
        .isEqualTo(401);
  }

  @Test
  void shouldRefuseWhatIsNoAuthorization() throws Exception {
    for (String header :
        new String[] {"Bearer", "Bearer ", "Basic !!!", "Basic", "Digest a=b", ""}) {
      assertThat(Client.with(api.url, header).get("/api/v1/runs").status())
          .as(header)
          .isEqualTo(401);
    }
  }
}
