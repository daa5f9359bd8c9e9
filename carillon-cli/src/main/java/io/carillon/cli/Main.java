package io.carillon.cli;

import io.carillon.cli.command.Commands;
import io.carillon.cli.command.HandOver;
import io.carillon.cli.terminal.Environment;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The {@code carillon} command. */
public final class Main {

  /** Set by the launcher, which can ask: {@code 120x40} when standard output is a terminal. */
  private static final String SCREEN = "carillon.screen";

  /** A server that is started again is back by then. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Main() {}

  public static void main(String[] arguments) {
    Environment environment =
        new Environment(
            System.getenv(),
            utf8(FileDescriptor.out),
            utf8(FileDescriptor.err),
            Environment.Screen.parse(System.getProperty(SCREEN)),
            InstantSource.system(),
            ZoneId.systemDefault(),
            Path.of(System.getProperty("user.home")),
            PATIENCE);
    AtomicReference<@Nullable HandOver> process = new AtomicReference<>();
    int code = Commands.line(environment, process::set).execute(arguments);
    HandOver next = process.get();
    if (next != null) {
      // Lives on in threads of its own when main returns, so there is no exit here.
      become(next, environment);
      return;
    }
    environment.out().flush();
    System.exit(code);
  }

  private static void become(HandOver process, Environment environment) {
    try {
      process.run();
    } catch (Exception | Error e) {
      // What had started already must not keep half a process alive.
      environment.err().println("Cannot start: " + e);
      if (environment.variable("CARILLON_DEBUG") != null) {
        e.printStackTrace(environment.err());
      }
      System.exit(1);
    }
  }

  private static PrintStream utf8(FileDescriptor stream) {
    return new PrintStream(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
  }
}
