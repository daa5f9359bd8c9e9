package io.carillon.worker;

import io.carillon.worker.config.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The options of a worker process, each as {@code --name=value}:
 *
 * <pre>
 * --server=HOST:PORT,…   servers; else CARILLON_SERVER; else the local `up`, by its client.json
 * --token=TOKEN          a worker's token; else CARILLON_TOKEN; else from client.json
 * --pool=NAME,…          pools to take attempts from (default)
 * --tags=NAME,…          what tasks may ask for
 * --capacity=N           attempts at once (twice the processors, at least 8)
 * --name=NAME            for people (host:pid)
 * --data=DIR             logs and work directories; else CARILLON_DATA, else ~/.carillon
 * </pre>
 */
final class CommandLine {

  private static final List<String> OPTIONS =
      List.of("server", "token", "pool", "tags", "capacity", "name", "data");

  private CommandLine() {}

  /**
   * @param home where the local {@code up} keeps its client.json, unless {@code --data} says
   * @throws IllegalArgumentException if an option is wrong, or there is no server or token
   */
  static WorkerConfig read(String[] args, Map<String, String> environment, Path home) {
    Map<String, String> options = parse(args);
    Path data = options.containsKey("data") ? Path.of(options.get("data")) : home;
    String server = first(options.get("server"), environment.get("CARILLON_SERVER"));
    String token = first(options.get("token"), environment.get("CARILLON_TOKEN"));
    Path client = data.resolve("client.json");
    if (server == null && !Files.exists(client)) {
      throw new IllegalArgumentException(
          "Expected --server=HOST:PORT or CARILLON_SERVER, or a local `carillon up` with %s, but"
                  .formatted(client)
              + " there is none of them");
    }
    List<String> servers = server == null ? List.of(field(client, "grpc")) : list(server);
    // A local server that starts anew may write another token: it is read again each time.
    Supplier<String> tokens = token == null ? () -> field(client, "worker_token") : () -> token;
    if (token == null && !Files.exists(client)) {
      throw new IllegalArgumentException(
          "Expected --token=TOKEN or CARILLON_TOKEN, but there is neither, nor %s"
              .formatted(client));
    }
    return withOptions(
        WorkerConfig.of(servers, tokens).withDataDir(data.resolve("worker")), options);
  }

  private static WorkerConfig withOptions(WorkerConfig defaults, Map<String, String> options) {
    WorkerConfig config = defaults;
    for (Map.Entry<String, String> option : options.entrySet()) {
      String value = option.getValue();
      config =
          switch (option.getKey()) {
            case "pool" -> config.withPools(list(value));
            case "tags" -> config.withTags(list(value));
            case "capacity" -> config.withCapacity(number(value));
            case "name" -> config.withName(value);
            default -> config;
          };
    }
    return config;
  }

  private static Map<String, String> parse(String[] args) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      String name = arg.startsWith("--") && equals > 0 ? arg.substring(2, equals) : "";
      if (!OPTIONS.contains(name)) {
        // Not the whole argument: it might be a token.
        throw new IllegalArgumentException(
            "Expected options as --NAME=VALUE with NAME one of %s, but found %s"
                .formatted(
                    String.join(", ", OPTIONS), equals > 0 ? arg.substring(0, equals) : arg));
      }
      options.put(name, arg.substring(equals + 1));
    }
    return options;
  }

  private static int number(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Expected --capacity to be a number, but it is " + value, e);
    }
  }

  private static List<String> list(String value) {
    return Stream.of(value.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static @Nullable String first(@Nullable String... candidates) {
    return Arrays.stream(candidates)
        .filter(candidate -> candidate != null && !candidate.isBlank())
        .findFirst()
        .orElse(null);
  }

  private static String field(Path client, String name) {
    try {
      Object value = JsonText.parseObject(Files.readAllBytes(client)).get(name);
      if (value instanceof String text && !text.isBlank()) {
        return text;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("Cannot read " + client + ": " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        "Expected the field %s in %s, but it is missing".formatted(name, client));
  }
}
