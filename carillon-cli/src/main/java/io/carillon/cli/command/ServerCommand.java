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
          "jdbc:postgresql://HOST/NAME, jdbc:mariadb://HOST/NAME or jdbc:sqlite:PATH"
              + " (default: SQLite in the data folder).")
  private @Nullable String database;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Its name, unique in the cluster (default: made once, by the machine's name).")
  private @Nullable String name;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description =
          "What says which servers are alive: jdbc, zookeeper://HOST:PORT,… or"
              + " etcd://HOST:PORT,… (default: jdbc; with SQLite, a server is alone).")
  private @Nullable String registry;

  @Option(
      names = "--advertise",
      paramLabel = "HOST:PORT",
      description =
          "Where other servers and workers reach its gRPC port (default: where it listens).")
  private @Nullable String advertise;

  @Option(
      names = "--logs",
      paramLabel = "files|database",
      description = "Where logs are kept (default: with SQLite in files, else in the database).")
  private @Nullable String logs;

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      description = "How long to serve on after SIGTERM, for load balancers (default: 0s).")
  private @Nullable String drain;

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
            .add("name", name)
            .add("registry", registry)
            .add("advertise", advertise)
            .add("logs", logs)
            .add("drain", drain)
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
