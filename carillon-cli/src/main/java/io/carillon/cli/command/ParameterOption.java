package io.carillon.cli.command;

import io.carillon.cli.api.Api;
import io.carillon.cli.api.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Parameters of a run, typed on the command line as text. */
final class ParameterOption {

  @Option(
      names = {"-p", "--param"},
      paramLabel = "NAME=VALUE",
      description = "A parameter of the run; give it once for each.")
  private Map<String, String> values = new LinkedHashMap<>();

  /**
   * The parameters as JSON: of the type that the workflow wants where the text can be read so, else
   * as a string, which the server refuses in its own words.
   *
   * @param workflow asked for the workflow only when there are parameters
   */
  ObjectNode json(Supplier<JsonNode> workflow) {
    ObjectNode params = Api.JSON.createObjectNode();
    if (!values.isEmpty()) {
      JsonNode declared = workflow.get().path("params");
      values.forEach((name, text) -> params.set(name, value(type(declared, name), text)));
    }
    return params;
  }

  private static String type(JsonNode declared, String name) {
    return Fields.text(declared.path(name), "type", "string");
  }

  private static JsonNode value(String type, String text) {
    JsonNode string = Api.JSON.getNodeFactory().stringNode(text);
    if (type.equals("string") || type.equals("date")) {
      return string;
    }
    try {
      return Api.JSON.readTree(text);
    } catch (JacksonException e) {
      return string;
    }
  }
}
