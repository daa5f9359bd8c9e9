package io.carillon.cli.command;

import io.carillon.cli.api.Api;
import io.carillon.cli.api.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** A run as it is typed: its id, {@code last}, or {@code NAMESPACE/WORKFLOW@last}. */
final class RunArgument {

  private static final String LAST = "last";

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "A run's id, or 'last', or 'NAMESPACE/WORKFLOW@last'.")
  private String text = "";

  /** The run's id. */
  String id(Api api, Function<String, RuntimeException> wrong) {
    if (text.matches("-?[0-9]{1,20}")) {
      return text;
    }
    Map<String, @Nullable Object> query = new LinkedHashMap<>();
    if (text.endsWith("@" + LAST)) {
      String name = text.substring(0, text.length() - LAST.length() - 1);
      WorkflowName workflow = WorkflowName.parse(name, wrong);
      query.put("namespace", workflow.namespace());
      query.put("workflow", workflow.name());
    } else if (!text.equals(LAST)) {
      throw wrong.apply(
          "Expected a run's id, 'last' or 'NAMESPACE/WORKFLOW@last', but found '" + text + "'.");
    }
    query.put("limit", 1);
    JsonNode newest = api.get("/runs" + Api.query(query)).path("items").path(0);
    String id = Fields.text(newest, "id");
    if (id == null) {
      throw wrong.apply("Expected a run for '" + text + "', but there is none yet.");
    }
    return id;
  }
}
