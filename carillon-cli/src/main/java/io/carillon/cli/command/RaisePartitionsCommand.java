package io.carillon.cli.command;

import io.carillon.cli.terminal.Environment;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "raise-partitions",
    description = "Adds partitions to a database that no server uses: stop them all before.")
final class RaisePartitionsCommand extends ProcessCommand {

  private static final String MAIN = "io.carillon.server.RaisePartitions";

  @Parameters(index = "0", paramLabel = "N", description = "How many there are to be, up to 1024.")
  private int partitions;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = "As the servers have it (default: SQLite in the data folder).")
  private @Nullable String database;

  RaisePartitionsCommand(Environment environment, Consumer<HandOver> process) {
    super(environment, process);
  }

  @Override
  HandOver handOver(Path data) {
    return new HandOver(
        MAIN,
        new Arguments()
            .add("data", data)
            .add("database", database)
            .add("partitions", partitions)
            .list());
  }
}
