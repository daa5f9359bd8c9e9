package io.carillon.worker.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shapes that hold many values of one shape. The Java values are unmodifiable, in order. */
final class Containers {

  private Containers() {}

  record ListOf(Shape item) implements Shape {
    @Override
    public Map<String, Object> schema() {
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "array");
      schema.put("items", item.schema());
      return schema;
    }

    @Override
    public @Nullable Object read(@Nullable Object json, String path, List<String> problems) {
      if (!(json instanceof List<?> items)) {
        problems.add(Shape.problem(path, "a list", json));
        return null;
      }
      List<@Nullable Object> values = new ArrayList<>(items.size());
      for (int i = 0; i < items.size(); i++) {
        values.add(item.read(items.get(i), path + "[" + i + "]", problems));
      }
      return Collections.unmodifiableList(values);
    }
  }

  record MapOf(Shape value) implements Shape {
    @Override
    public Map<String, Object> schema() {
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "object");
      schema.put("additionalProperties", value.schema());
      return schema;
    }

    @Override
    public @Nullable Object read(@Nullable Object json, String path, List<String> problems) {
      if (!(json instanceof Map<?, ?> entries)) {
        problems.add(Shape.problem(path, "an object", json));
        return null;
      }
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      entries.forEach(
          (key, entry) -> values.put((String) key, value.read(entry, path + "." + key, problems)));
      return Collections.unmodifiableMap(values);
    }
  }
}
