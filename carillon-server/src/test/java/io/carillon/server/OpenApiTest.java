package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.carillon.model.Json;
import io.carillon.server.workflow.Source;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.StringSchema;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springdoc.core.configuration.SpringDocConfiguration;
import org.springdoc.core.properties.SpringDocConfigProperties;
import org.springdoc.core.utils.SpringDocUtils;
import org.springdoc.webmvc.core.configuration.SpringDocWebMvcConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The API's description is made from the controllers by springdoc, here and not in the server: it
 * would cost it memory and time to start. {@code -Dopenapi.write} writes it anew.
 */
class OpenApiTest {

  private static final String RESOURCE = "src/main/resources/io/carillon/server/openapi.json";

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    SpringDocConfiguration.class,
    SpringDocConfigProperties.class,
    SpringDocWebMvcConfiguration.class
  })
  static class Description {

    @Bean
    OpenAPI openApi() {
      return new OpenAPI().info(new Info().title("Carillon").version("v1"));
    }

    @Bean
    ModelResolver modelResolver() {
      SpringDocUtils.getConfig().replaceWithSchema(Source.class, new StringSchema());
      return new ModelResolver(
          new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));
    }
  }

  @Test
  void shouldDescribeTheControllers() throws Exception {
    Api api = Api.get();
    String made;
    try (HttpServer http =
        HttpServer.start(
            InetAddress.getLoopbackAddress(), 0, api.componentsAnew(), Description.class)) {
      String url = "http://127.0.0.1:" + http.port();
      made = tidy(Client.of(url, api.adminToken).get("/v3/api-docs").body());
    }
    if (System.getProperty("openapi.write") != null) {
      Files.writeString(Path.of(RESOURCE), made);
    }
    try (InputStream document = DocumentController.class.getResourceAsStream("openapi.json")) {
      assertThat(document).isNotNull();
      assertThat(new String(document.readAllBytes(), StandardCharsets.UTF_8))
          .as("openapi.json; write it anew by -Dopenapi.write")
          .isEqualTo(made);
    }
  }

  /** Sorted, as the API writes enums, with the credentials and the problems of every call. */
  private static String tidy(String made) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>(Json.parseObject(made));
    document.remove("servers");
    document.put("security", List.of(Map.of("token", List.of()), Map.of("password", List.of())));
    Map<String, @Nullable Object> components = child(document, "components");
    components.put(
        "securitySchemes",
        Map.of(
            "token", Map.of("type", "http", "scheme", "bearer"),
            "password", Map.of("type", "http", "scheme", "basic")));
    child(components, "schemas").put("Problem", problem());
    for (Object path : child(document, "paths").values()) {
      if (path instanceof Map<?, ?> operations) {
        operations.values().forEach(OpenApiTest::addProblem);
      }
    }
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(sorted(document))
        + "\n";
  }

  private static Map<String, Object> problem() {
    Map<String, Object> text = Map.of("type", "string");
    return Map.of(
        "type",
        "object",
        "properties",
        Map.of(
            "type", text,
            "title", text,
            "status", Map.of("type", "integer"),
            "detail", text,
            "code", text,
            "errors", Map.of("type", "array", "items", Map.of("type", "object"))));
  }

  @SuppressWarnings("unchecked")
  private static void addProblem(@Nullable Object operation) {
    if (operation instanceof Map<?, ?> map) {
      child((Map<String, @Nullable Object>) map, "responses")
          .put(
              "default",
              Map.of(
                  "description",
                  "A problem (RFC 9457)",
                  "content",
                  Map.of(
                      "application/problem+json",
                      Map.of("schema", Map.of("$ref", "#/components/schemas/Problem")))));
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> child(
      Map<String, @Nullable Object> map, String name) {
    return (Map<String, @Nullable Object>) map.computeIfAbsent(name, n -> new LinkedHashMap<>());
  }

  private static @Nullable Object sorted(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> sorted = new TreeMap<>();
      map.forEach(
          (name, each) ->
              sorted.put(
                  "*/*".equals(name) ? "application/json" : String.valueOf(name),
                  "enum".equals(name) && each instanceof List<?> words
                      ? words.stream().map(w -> String.valueOf(w).toLowerCase(Locale.ROOT)).toList()
                      : sorted(each)));
      return sorted;
    }
    return value instanceof List<?> list ? list.stream().map(OpenApiTest::sorted).toList() : value;
  }
}
