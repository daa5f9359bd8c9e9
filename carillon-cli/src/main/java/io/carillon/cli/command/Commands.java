package io.carillon.cli.command;

import io.carillon.cli.api.ProblemException;
import io.carillon.cli.api.UnreachableException;
import io.carillon.cli.terminal.Environment;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The whole command line. */
@Command(
    name = "carillon",
    description = "A distributed job scheduler and workflow orchestrator.",
    footer = {
      "",
      "Start with:",
      "  carillon up                              a server with everything",
      "  carillon run examples/retrying.yaml      a first run",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong definition or usage, 3 no server."
    })
public final class Commands implements Runnable {

  private final Environment environment;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Shows this help.")
  @SuppressWarnings("unused") // picocli looks at the option itself
  private boolean help;

  private Commands(Environment environment) {
    this.environment = environment;
  }

  /**
   * @param process takes the process that this one is to become when the command has returned
   */
  public static CommandLine line(Environment environment, Consumer<HandOver> process) {
    Commands commands = new Commands(environment);
    CommandLine line =
        new CommandLine(commands)
            .addSubcommand(new ServerCommand.Up(environment, process))
            .addSubcommand(new ServerCommand.Server(environment, process))
            .addSubcommand(new WorkerCommand(environment, process))
            .addSubcommand(new RaisePartitionsCommand(environment, process))
            .addSubcommand(new ApplyCommand(environment))
            .addSubcommand(new ValidateCommand(environment))
            .addSubcommand(new RunCommand(environment))
            .addSubcommand(new TriggerCommand(environment))
            .addSubcommand(new RunsCommand(environment))
            .addSubcommand(new ShowCommand(environment))
            .addSubcommand(new LogsCommand(environment))
            .addSubcommand(new CancelCommand(environment))
            .addSubcommand(new WorkflowsCommand(environment))
            .addSubcommand(new WorkersCommand(environment))
            .addSubcommand(new ClusterCommand(environment))
            .addSubcommand(TokenCommand.line(environment))
            .addSubcommand(new VersionCommand(environment));
    CommandLine.Help.Ansi ansi =
        environment.coloured() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
    return line.setOut(writer(environment.out()))
        .setErr(writer(environment.err()))
        .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpLongOptionsMaxWidth(30)
        .setExecutionExceptionHandler((failure, command, result) -> commands.failed(failure))
        .setParameterExceptionHandler((wrong, arguments) -> commands.misused(wrong));
  }

  @Override
  public void run() {
    CommandLine.usage(this, environment.out());
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private int misused(CommandLine.ParameterException wrong) {
    environment.err().println(wrong.getMessage());
    CommandLine command = wrong.getCommandLine();
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, writer(environment.err()));
    environment.err().println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.INVALID.code();
  }

  private int failed(Exception failure) {
    ExitCode code =
        switch (failure) {
          case CommandLine.ParameterException wrong -> {
            misused(wrong);
            yield ExitCode.INVALID;
          }
          case ProblemException refused -> refused(refused);
          case UnreachableException away -> {
            environment.err().println(away.getMessage());
            environment
                .err()
                .println("Is it running? './carillon up' starts one; --url names another.");
            yield ExitCode.UNREACHABLE;
          }
          case InterruptedException interrupted -> ExitCode.FAILED;
          default -> {
            environment.err().println("Unexpected: " + failure);
            if (environment.variable("CARILLON_DEBUG") != null) {
              failure.printStackTrace(environment.err());
            }
            yield ExitCode.FAILED;
          }
        };
    return code.code();
  }

  private ExitCode refused(ProblemException refused) {
    environment.err().println(refused.problem().sentence());
    refused.problem().errors().forEach(fault -> environment.err().println("  " + fault.message()));
    int status = refused.problem().status();
    if (status == 401) {
      environment
          .err()
          .println("Give a token by --token or CARILLON_TOKEN; 'carillon token create' makes one.");
    }
    // What the server could not do now, though it was asked rightly.
    return status >= 500 || status == 409 ? ExitCode.FAILED : ExitCode.INVALID;
  }
}
