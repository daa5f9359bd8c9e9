package io.carillon.worker.config;

import io.carillon.sdk.Describe;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The shape of a record: an object with these settings and no others. */
record Fields(Constructor<?> constructor, @Nullable String description, Map<String, Field> fields)
    implements Shape {

  /** One component. {@code absent} is what a component that is left out becomes. */
  record Field(Shape shape, boolean required, @Nullable String description) {}

  static Fields of(Class<?> type, Set<Class<?>> outer) {
    if (outer.contains(type)) {
      throw new IllegalArgumentException(
          "Expected a config record that does not contain itself, but %s does"
              .formatted(type.getName()));
    }
    Set<Class<?>> around = new LinkedHashSet<>(outer);
    around.add(type);
    Map<String, Field> fields = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Shape shape = Shape.of(component.getGenericType(), component, around);
      boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (optional && component.getType().isPrimitive()) {
        throw new IllegalArgumentException(
            "Expected @Nullable on a type that can be null, but %s is primitive"
                .formatted(component));
      }
      fields.put(snakeCase(component.getName()), new Field(shape, !optional, text(component)));
    }
    return new Fields(constructor(type), text(type), fields);
  }

  private static @Nullable String text(AnnotatedElement element) {
    Describe describe = element.getAnnotation(Describe.class);
    return describe == null ? null : describe.value();
  }

  private static Constructor<?> constructor(Class<?> type) {
    Class<?>[] parameters =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(parameters);
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("Expected a canonical constructor in " + type, e);
    }
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    fields.forEach((name, field) -> properties.put(name, described(field)));
    List<String> required =
        fields.entrySet().stream()
            .filter(entry -> entry.getValue().required())
            .map(Map.Entry::getKey)
            .toList();
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    if (description != null) {
      schema.put("description", description);
    }
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  private static Map<String, Object> described(Field field) {
    if (field.description() == null) {
      return field.shape().schema();
    }
    Map<String, Object> schema = new LinkedHashMap<>(field.shape().schema());
    schema.put("description", field.description());
    return schema;
  }

  @Override
  public @Nullable Object read(@Nullable Object json, String path, List<String> problems) {
    if (!(json instanceof Map<?, ?> object)) {
      problems.add(Shape.problem(path, "an object", json));
      return null;
    }
    int before = problems.size();
    for (Object name : object.keySet()) {
      if (!fields.containsKey(name)) {
        problems.add("Expected in %s only %s, but found \"%s\"".formatted(path, names(), name));
      }
    }
    List<@Nullable Object> arguments = new ArrayList<>(fields.size());
    fields.forEach(
        (name, field) -> arguments.add(argument(object.get(name), name, field, path, problems)));
    return problems.size() > before ? null : make(arguments.toArray(), path, problems);
  }

  /** JSON {@code null} means the same as leaving the setting out. */
  private static @Nullable Object argument(
      @Nullable Object value, String name, Field field, String path, List<String> problems) {
    if (value != null) {
      return field.shape().read(value, path + "." + name, problems);
    }
    if (field.required()) {
      problems.add("Expected %s.%s, but it is missing".formatted(path, name));
    }
    return null;
  }

  private @Nullable Object make(@Nullable Object[] arguments, String path, List<String> problems) {
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      // The record's own check of its values.
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      problems.add("%s: %s".formatted(path, message));
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot make the config record at " + path, e);
    }
  }

  private String names() {
    return fields.isEmpty()
        ? "nothing"
        : fields.keySet().stream().collect(Collectors.joining(", "));
  }
}
