package io.carillon.cli.command;

import io.carillon.cli.terminal.Environment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that becomes a server or a worker. */
abstract class ProcessCommand implements Runnable {

  final Environment environment;
  private final Consumer<HandOver> process;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data folder (or CARILLON_DATA; default: ~/.carillon).")
  private @Nullable Path data;

  ProcessCommand(Environment environment, Consumer<HandOver> process) {
    this.environment = environment;
    this.process = process;
  }

  abstract HandOver handOver(Path data);

  @Override
  public final void run() {
    process.accept(handOver(ClientOptions.dataFolder(data, environment)));
  }

  /** Options {@code --name=value} for those that have a value. */
  static final class Arguments {
    private final List<String> list = new ArrayList<>();

    Arguments add(String name, @Nullable Object value) {
      if (value != null) {
        list.add("--" + name + "=" + value);
      }
      return this;
    }

    List<String> list() {
      return list;
    }
  }
}
