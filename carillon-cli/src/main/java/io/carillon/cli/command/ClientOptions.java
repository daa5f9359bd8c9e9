package io.carillon.cli.command;

import io.carillon.cli.api.Access;
import io.carillon.cli.api.LocalServer;
import io.carillon.cli.terminal.Environment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server to ask, as whom, and how to print its answer. */
final class ClientOptions {

  private static final String DEFAULT_URL = "http://localhost:7400";

  enum Output {
    HUMAN,
    JSON
  }

  @Option(
      names = "--url",
      paramLabel = "URL,…",
      description =
          "The server (or CARILLON_URL; else a local one is found by itself), or several of one"
              + " cluster: the next is asked when one is away.")
  private @Nullable String url;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "The API token (or CARILLON_TOKEN; a local server's is found by itself).")
  private @Nullable String token;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Instead of a token, with the password in CARILLON_PASSWORD or typed in.")
  private @Nullable String user;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The local server's data folder (or CARILLON_DATA; default: ~/.carillon).")
  private @Nullable Path data;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "human|json",
      description = "How to print results: for people (default) or for programs.")
  private Output output = Output.HUMAN;

  private @Nullable String password;

  boolean json() {
    return output == Output.JSON;
  }

  /** Read anew at each call: a server that was started again may have moved. */
  Access access(Environment environment) {
    LocalServer local = LocalServer.find(dataFolder(data, environment));
    String localUrl = local == null ? null : local.url();
    String known = first(url, environment.variable("CARILLON_URL"));
    String url = first(known, localUrl);
    String token = first(this.token, environment.variable("CARILLON_TOKEN"));
    // The local server's token is for nobody else's eyes.
    if (token == null && local != null && (known == null || known.equals(localUrl))) {
      token = local.token();
    }
    String authorization = token == null ? null : "Bearer " + token;
    return Access.to(
        url == null ? DEFAULT_URL : url, user == null ? authorization : basic(user, environment));
  }

  @SuppressWarnings("SystemConsoleNull") // Java 21 has none when it cannot ask
  private String basic(String user, Environment environment) {
    if (password == null) {
      password = environment.variable("CARILLON_PASSWORD");
    }
    if (password == null && environment.screen() != null && System.console() != null) {
      char[] typed = System.console().readPassword("Password of %s: ", user);
      password = typed == null ? null : new String(typed);
    }
    String credentials = user + ":" + (password == null ? "" : password);
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  static Path dataFolder(@Nullable Path option, Environment environment) {
    if (option != null) {
      return option;
    }
    String variable = environment.variable("CARILLON_DATA");
    return variable != null ? Path.of(variable) : environment.home().resolve(".carillon");
  }

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    return one != null && !one.isEmpty() ? one : other;
  }
}
