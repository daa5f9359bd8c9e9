package io.carillon.cli.command;

import io.carillon.cli.terminal.Environment;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A server, alone or with a worker in the same process. */
abstract class ServerCommand extends ProcessCommand {

  private static final String MAIN = "io.carillon.server.Main";

  @Option(names = "--http-port", paramLabel = "PORT", description = "For clients (default: 7400).")
  private @Nullable Integer httpPort;

  @Option(names = "--grpc-port", paramLabel = "PORT", description = "For workers (default: 7401).")
  private @Nullable Integer grpcPort;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Where to listen (default: this machine only).")
  private @Nullable String host;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "jdbc:postgresql://HOST/NAME or jdbc:sqlite:PATH (default: SQLite in the data folder).")
  private @Nullable String database;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "A file to write once the server serves.")
  private @Nullable Path readyFile;

  ServerCommand(Environment environment, Consumer<HandOver> process) {
    super(environment, process);
  }

  abstract boolean withWorker();

  @Override
  HandOver handOver(Path data) {
    Arguments arguments =
        new Arguments()
            .add("http-port", httpPort)
            .add("grpc-port", grpcPort)
            .add("host", host)
            .add("data", data)
            .add("database", database)
            .add("ready-file", readyFile)
            .add("embedded-worker", withWorker());
    String distribution = environment.variable("CARILLON_HOME");
    if (withWorker() && distribution != null) {
      arguments.add("examples", Path.of(distribution, "examples"));
    }
    return new HandOver(MAIN, arguments.list());
  }

  @Command(
      name = "up",
      description = "Starts everything in one process: a server, a worker and the examples.")
  static final class Up extends ServerCommand {

    Up(Environment environment, Consumer<HandOver> process) {
      super(environment, process);
    }

    @Override
    boolean withWorker() {
      return true;
    }
  }

  @Command(name = "server", description = "Starts a server; its workers are other processes.")
  static final class Server extends ServerCommand {

    Server(Environment environment, Consumer<HandOver> process) {
      super(environment, process);
    }

    @Override
    boolean withWorker() {
      return false;
    }
  }
}
