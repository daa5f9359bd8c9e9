package io.carillon.cli;

import io.carillon.cli.command.Commands;
import io.carillon.cli.command.HandOver;
import io.carillon.cli.terminal.Environment;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Somebody who types commands. */
public final class Shell {

  /** The instant at which all is typed. */
  public static final Instant NOW = Instant.parse("2026-11-20T14:00:00Z");

  private final Map<String, String> variables = new HashMap<>();
  private final Path home;
  private Environment.@Nullable Screen screen;
  private Duration patience = Duration.ofSeconds(20);
  private InstantSource clock = InstantSource.fixed(NOW);

  /** What a command left behind. */
  public record Result(int exit, String out, String err, @Nullable HandOver process) {

    public List<String> lines() {
      return out.lines().toList();
    }
  }

  public Shell(Path home) {
    this.home = home;
  }

  public Shell(Path home, FakeServer server) {
    this(home);
    variables.put("CARILLON_URL", server.url());
    variables.put("CARILLON_TOKEN", "secret");
  }

  public Shell with(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  public Shell onTerminal(int columns, int rows) {
    screen = new Environment.Screen(columns, rows);
    return this;
  }

  /** For what waits: time goes on. */
  public Shell patient(Duration patience) {
    this.patience = patience;
    this.clock = InstantSource.system();
    return this;
  }

  public Result type(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    AtomicReference<@Nullable HandOver> process = new AtomicReference<>();
    int exit = Commands.line(environment(out, err), process::set).execute(arguments);
    return new Result(
        exit,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8),
        process.get());
  }

  /** All that can be typed. */
  public CommandLine line() {
    return Commands.line(
        environment(new ByteArrayOutputStream(), new ByteArrayOutputStream()), process -> {});
  }

  private Environment environment(OutputStream out, OutputStream err) {
    return new Environment(
        variables,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        screen,
        clock,
        ZoneOffset.UTC,
        home,
        patience);
  }
}
