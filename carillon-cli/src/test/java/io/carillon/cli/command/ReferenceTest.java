package io.carillon.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** docs/cli.md names what there is, and nothing else. */
class ReferenceTest {

  private static final Path REFERENCE = Path.of("../docs/cli.md");

  @TempDir Path home;

  @Test
  void shouldNameEveryCommand() throws IOException {
    Set<String> documented = new TreeSet<>();
    Matcher row =
        Pattern.compile("(?m)^\\| `carillon ([a-z-]+(?: (?:create|list|delete)\\b)?)")
            .matcher(Files.readString(REFERENCE));
    while (row.find()) {
      documented.add(row.group(1));
    }

    assertThat(documented).isEqualTo(commands("", new Shell(home).line()));
  }

  @Test
  void shouldNameEveryOption() throws IOException {
    Set<String> documented = new TreeSet<>();
    Matcher option = Pattern.compile("`(--[a-z-]+|-[a-z])\\b").matcher(Files.readString(REFERENCE));
    while (option.find()) {
      documented.add(option.group(1));
    }
    Set<String> known = new TreeSet<>();
    Set<String> missing = new TreeSet<>();
    options(new Shell(home).line(), documented, known, missing);

    assertThat(missing).isEmpty();
    assertThat(known).containsAll(documented);
  }

  private static Set<String> commands(String prefix, CommandLine line) {
    Set<String> commands = new TreeSet<>();
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              if (command.getSubcommands().isEmpty()) {
                commands.add(prefix + name);
              }
              commands.addAll(commands(prefix + name + " ", command));
            });
    return commands;
  }

  private static void options(
      CommandLine line, Set<String> documented, Set<String> known, Set<String> missing) {
    for (OptionSpec option : line.getCommandSpec().options()) {
      known.addAll(Set.of(option.names()));
      boolean named = Set.of(option.names()).stream().anyMatch(documented::contains);
      if (!named && !option.usageHelp()) {
        missing.add(line.getCommandName() + " " + option.longestName());
      }
    }
    line.getSubcommands().values().forEach(command -> options(command, documented, known, missing));
  }
}
