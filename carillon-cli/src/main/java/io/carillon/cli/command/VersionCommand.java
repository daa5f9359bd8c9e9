package io.carillon.cli.command;

import io.carillon.cli.api.Api;
import io.carillon.cli.terminal.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Shows the versions of this program and of its Java.")
final class VersionCommand extends ClientCommand {

  VersionCommand(Environment environment) {
    super(environment);
  }

  @Override
  ExitCode execute() {
    String java = Runtime.version().toString();
    if (json()) {
      print(Api.JSON.createObjectNode().put("version", version()).put("java", java));
    } else {
      println("carillon " + version() + " on Java " + java);
    }
    return ExitCode.SUCCEEDED;
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream file = VersionCommand.class.getResourceAsStream("version.properties")) {
      if (file != null) {
        properties.load(file);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }
}
