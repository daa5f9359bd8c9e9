package io.carillon.cli.command;

import io.carillon.cli.api.Api;
import io.carillon.cli.api.Fields;
import io.carillon.cli.terminal.Environment;
import io.carillon.cli.terminal.Table;
import io.carillon.cli.terminal.Text;
import io.carillon.cli.terminal.Times;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "token", description = "Makes, lists and deletes tokens.")
final class TokenCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  static CommandLine line(Environment environment) {
    return new CommandLine(new TokenCommand())
        .addSubcommand(new Create(environment))
        .addSubcommand(new ListTokens(environment))
        .addSubcommand(new Delete(environment));
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Expected a command: token create, token list or token delete.");
  }

  @Command(name = "create", description = "Makes a token. It is shown this one time.")
  static final class Create extends ClientCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "What the token is for.")
    private String name = "";

    @Option(
        names = "--role",
        paramLabel = "admin|worker",
        description = "admin: the REST API; worker: connecting workers (default: admin).")
    private String role = "admin";

    @Option(
        names = "--expires-in",
        paramLabel = "TIME",
        description = "Such as 12h or 90d (default: never).")
    private @Nullable String expiresIn;

    Create(Environment environment) {
      super(environment);
    }

    @Override
    ExitCode execute() {
      ObjectNode request = Api.JSON.createObjectNode().put("name", name).put("role", role);
      if (expiresIn != null) {
        request.put("expires_in", duration(expiresIn).toString());
      }
      JsonNode token = api().post("/tokens", request);
      if (json()) {
        print(token);
      } else {
        note("Token " + Fields.text(token, "id", "") + " (" + role + "), shown only now:");
        println(Fields.text(token, "token", ""));
      }
      return ExitCode.SUCCEEDED;
    }

    private Duration duration(String text) {
      try {
        String upper = text.toUpperCase(Locale.ROOT);
        if (upper.startsWith("P")) {
          return Duration.parse(upper);
        }
        return Duration.parse(upper.endsWith("D") ? "P" + upper : "PT" + upper);
      } catch (DateTimeParseException e) {
        throw wrong("Expected a time such as 12h or 90d, but --expires-in is '" + text + "'.");
      }
    }
  }

  @Command(name = "list", description = "Lists the tokens, without their secrets.")
  static final class ListTokens extends ClientCommand {

    ListTokens(Environment environment) {
      super(environment);
    }

    @Override
    ExitCode execute() {
      JsonNode tokens = api().get("/tokens");
      if (json()) {
        print(tokens);
        return ExitCode.SUCCEEDED;
      }
      Table table = new Table("ID", "NAME", "ROLE", "CREATED", "EXPIRES");
      for (JsonNode token : tokens.path("items").values()) {
        table.row(
            Text.of(Fields.text(token, "id", "?")),
            Text.of(Fields.text(token, "name", "?")),
            Text.of(Fields.text(token, "role", "?")),
            Text.of(Times.dayAndTime(Fields.instant(token, "created_at"), environment.zone())),
            Text.of(Times.dayAndTime(Fields.instant(token, "expires_at"), environment.zone())));
      }
      table.print(environment);
      return ExitCode.SUCCEEDED;
    }
  }

  @Command(name = "delete", description = "Deletes a token: it is refused from then on.")
  static final class Delete extends ClientCommand {

    @Parameters(index = "0", paramLabel = "ID", description = "The token's id.")
    private String id = "";

    Delete(Environment environment) {
      super(environment);
    }

    @Override
    ExitCode execute() {
      api().delete(Api.path("tokens", id));
      if (json()) {
        print(Api.JSON.createObjectNode().put("id", id).put("deleted", true));
      } else {
        println("Token " + id + "  deleted");
      }
      return ExitCode.SUCCEEDED;
    }
  }
}
