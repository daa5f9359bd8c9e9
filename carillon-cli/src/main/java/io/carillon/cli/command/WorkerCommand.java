package io.carillon.cli.command;

import io.carillon.cli.terminal.Environment;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "worker", description = "Starts a worker, which connects to servers.")
final class WorkerCommand extends ProcessCommand {

  private static final String MAIN = "io.carillon.worker.Main";

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT,…",
      description = "The servers' gRPC addresses (default: a local server).")
  private @Nullable String server;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "A worker token (or CARILLON_TOKEN; a local server's is found by itself).")
  private @Nullable String token;

  @Option(
      names = "--pool",
      paramLabel = "POOL,…",
      description = "The pools it works for (default: default).")
  private @Nullable String pool;

  @Option(
      names = "--tags",
      paramLabel = "TAG,…",
      description = "What it can do that others cannot.")
  private @Nullable String tags;

  @Option(
      names = "--capacity",
      paramLabel = "N",
      description = "How many tasks it runs at the same time.")
  private @Nullable Integer capacity;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Its name in lists (default: the machine's).")
  private @Nullable String name;

  WorkerCommand(Environment environment, Consumer<HandOver> process) {
    super(environment, process);
  }

  @Override
  HandOver handOver(Path data) {
    return new HandOver(
        MAIN,
        new Arguments()
            .add("data", data)
            .add("server", server)
            .add("token", token)
            .add("pool", pool)
            .add("tags", tags)
            .add("capacity", capacity)
            .add("name", name)
            .list());
  }
}
