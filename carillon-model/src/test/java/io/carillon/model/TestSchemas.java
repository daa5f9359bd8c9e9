package io.carillon.model;

import io.carillon.model.WorkflowReader.ConfigSchemas;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two task types: {@code shell} with a schema that has a bit of all, and {@code noop} without. */
record TestSchemas(Map<String, String> byType) implements ConfigSchemas {

  static final TestSchemas SHELL_AND_NOOP =
      new TestSchemas(
          Map.of(
              "noop",
              "{}",
              "shell",
              """
              {
                "type": "object",
                "properties": {
                  "script": {"type": "string", "minLength": 1},
                  "env": {"type": "object", "additionalProperties": {"type": "string"}},
                  "lines": {"type": "integer", "minimum": 1, "maximum": 1000},
                  "strict": {"type": ["boolean", "null"]},
                  "args": {
                    "type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3},
                  "shell": {"enum": ["bash", "sh"]},
                  "name": {"type": "string", "pattern": "^[a-z]+$"},
                  "step": {"multipleOf": 5},
                  "output": {"anyOf": [
                    {"type": "string"},
                    {"type": "object", "properties": {"file": {"type": "string"}},
                     "required": ["file"]}]},
                  "timeout": {"oneOf": [{"type": "integer"}, {"type": "string"}]},
                  "mounts": {"type": "array", "items": {"$ref": "#/$defs/mount"}}
                },
                "required": ["script"],
                "additionalProperties": false,
                "$defs": {
                  "mount": {
                    "type": "object",
                    "properties": {"path": {"type": "string"}, "mode": {"enum": ["r", "rw"]}},
                    "required": ["path"],
                    "additionalProperties": false
                  }
                }
              }
              """));

  @Override
  public @Nullable String schema(String type) {
    return byType.get(type);
  }

  @Override
  public Set<String> types() {
    return byType.keySet();
  }
}
