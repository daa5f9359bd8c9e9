package io.carillon.cli.command;

import io.carillon.cli.api.Api;
import io.carillon.cli.api.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A list that the API gives in pages. */
final class Pages {

  private static final int PAGE = 100;

  private Pages() {}

  /** The first {@code limit} items. */
  static List<JsonNode> read(
      Api api, String path, Map<String, ? extends @Nullable Object> filters, int limit) {
    List<JsonNode> items = new ArrayList<>();
    Map<String, @Nullable Object> query = new LinkedHashMap<>(filters);
    while (items.size() < limit) {
      query.put("limit", Math.min(PAGE, limit - items.size()));
      JsonNode page = api.get(path + Api.query(query));
      page.path("items").values().forEach(items::add);
      String next = Fields.text(page, "next");
      if (next == null || page.path("items").isEmpty()) {
        break;
      }
      query.put("after", next);
    }
    return items;
  }
}
