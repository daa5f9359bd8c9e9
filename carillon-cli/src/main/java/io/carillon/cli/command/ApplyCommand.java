package io.carillon.cli.command;

import io.carillon.cli.api.Api;
import io.carillon.cli.api.Fields;
import io.carillon.cli.terminal.Environment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "apply", description = "Stores workflows from files; none when one is invalid.")
final class ApplyCommand extends ClientCommand {

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files, or folders of files.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "For files that name none (default: default).")
  private @Nullable String namespace;

  ApplyCommand(Environment environment) {
    super(environment);
  }

  @Override
  ExitCode execute() {
    Deployment deployment = new Deployment(api(), environment);
    List<Deployment.Check> checks = deployment.check(Definition.read(files, this::wrong));
    if (!checks.stream().allMatch(Deployment.Check::valid)) {
      note("Nothing was stored.");
      if (json()) {
        print(items(checks.stream().map(Deployment.Check::json).toList()));
      }
      return ExitCode.INVALID;
    }
    List<JsonNode> results = new ArrayList<>();
    for (Deployment.Check check : checks) {
      JsonNode stored = deployment.store(check, namespace);
      if (json()) {
        ObjectNode result = Api.JSON.createObjectNode();
        result.put("file", check.definition().file().toString());
        result.setAll((ObjectNode) stored);
        results.add(result);
      } else {
        println(sentence(stored));
      }
    }
    if (json()) {
      print(items(results));
    }
    return ExitCode.SUCCEEDED;
  }

  static String sentence(JsonNode stored) {
    String version = Fields.text(stored, "version", "?");
    String what =
        !stored.path("changed").asBoolean(true)
            ? "unchanged"
            : version.equals("1") ? "created" : "changed";
    return "%s/%s  version %s  %s"
        .formatted(
            Fields.text(stored, "namespace", "?"), Fields.text(stored, "name", "?"), version, what);
  }

  static JsonNode items(List<JsonNode> items) {
    ObjectNode result = Api.JSON.createObjectNode();
    ArrayNode array = result.putArray("items");
    items.forEach(array::add);
    return result;
  }
}
