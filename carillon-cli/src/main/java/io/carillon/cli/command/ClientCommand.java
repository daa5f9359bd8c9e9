package io.carillon.cli.command;

import io.carillon.cli.api.Api;
import io.carillon.cli.terminal.Environment;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** A command that asks a server. */
abstract class ClientCommand implements Callable<Integer> {

  final Environment environment;

  @Mixin private ClientOptions client = new ClientOptions();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private final Api api;

  ClientCommand(Environment environment) {
    this.environment = environment;
    this.api = new Api(() -> client.access(environment));
  }

  abstract ExitCode execute() throws InterruptedException;

  @Override
  public final Integer call() throws InterruptedException {
    return execute().code();
  }

  Api api() {
    return api;
  }

  boolean json() {
    return client.json();
  }

  void print(JsonNode result) {
    environment.out().println(result.toPrettyString());
  }

  void println(String line) {
    environment.out().println(line);
  }

  /** For people, where standard output is for a program. */
  void note(String line) {
    environment.err().println(line);
  }

  /** Ends the command: what was typed is wrong. */
  CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
