package io.carillon.cli.command;

import io.carillon.cli.api.Fields;
import io.carillon.cli.terminal.Environment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "validate",
    description = "Checks workflow files and lists all errors as file:line:column: message.")
final class ValidateCommand extends ClientCommand {

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files, or folders of files.")
  private List<Path> files = new ArrayList<>();

  ValidateCommand(Environment environment) {
    super(environment);
  }

  @Override
  ExitCode execute() {
    List<Deployment.Check> checks =
        new Deployment(api(), environment).check(Definition.read(files, this::wrong));
    if (json()) {
      print(ApplyCommand.items(checks.stream().map(Deployment.Check::json).toList()));
    }
    boolean valid = true;
    for (Deployment.Check check : checks) {
      valid &= check.valid();
      if (check.answer() != null && !json()) {
        println(
            "%s: valid, %s of %s tasks"
                .formatted(
                    check.definition().file(),
                    Fields.text(check.answer(), "name", "?"),
                    Fields.text(check.answer(), "tasks", "?")));
      }
    }
    return valid ? ExitCode.SUCCEEDED : ExitCode.INVALID;
  }
}
