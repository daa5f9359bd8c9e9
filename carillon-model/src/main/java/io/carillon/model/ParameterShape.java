package io.carillon.model;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry of {@code params}. */
final class ParameterShape implements Shape<Parameter> {

  static final ParameterShape SHAPE = new ParameterShape();

  private static final Field<Parameter.Type> TYPE =
      Field.required(
          "type", Shapes.choice(Parameter.Type.class), "What values the parameter takes.");
  private static final Field<Object> DEFAULT =
      Field.optional(
          "default",
          AnyShape.VALUE,
          "The value of runs that are given none: one of the type, or a string with {{ }}. A"
              + " parameter without a default is required.");
  private static final Field<String> DESCRIPTION = Field.description("the parameter");

  private static final RecordShape<Parameter> FIELDS =
      new RecordShape<>(
          "a parameter",
          "A parameter that runs are given, or take their default of.",
          List.of(TYPE, DEFAULT, DESCRIPTION),
          ParameterShape::check,
          ParameterShape::bind);

  private ParameterShape() {}

  private static void check(RecordShape.Values values) {
    Parameter.Type type = values.find(TYPE);
    Object value = values.find(DEFAULT);
    if (type != null && value != null && read(type, value) == null) {
      values.reject(
          DEFAULT,
          expected(type) + ", or a string with {{ }}",
          nearMiss(type, values.text(DEFAULT)));
    }
  }

  private static Parameter bind(RecordShape.Values values) {
    Parameter.Type type = values.get(TYPE);
    Object value = values.find(DEFAULT);
    return new Parameter(
        type, value == null ? null : read(type, value), values.get(DESCRIPTION, ""));
  }

  /** The value as the type has it; {@code null}: it is not of the type. */
  private static @Nullable Object read(Parameter.Type type, Object value) {
    if (value instanceof String text && text.contains("{{")) {
      return text;
    }
    return switch (type) {
      case STRING -> value instanceof String ? value : null;
      case INT -> value instanceof Long ? value : null;
      case DOUBLE -> value instanceof Number number ? (Object) number.doubleValue() : null;
      case BOOL -> value instanceof Boolean ? value : null;
      case DATE -> value instanceof String text && isDate(text) ? text : null;
      case JSON -> value;
    };
  }

  private static boolean isDate(String text) {
    try {
      return text.length() == "2026-11-20".length() && LocalDate.parse(text).getYear() >= 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static String expected(Parameter.Type type) {
    return switch (type) {
      case STRING -> "a string";
      case INT -> "an integer";
      case DOUBLE -> "a number";
      case BOOL -> "true or false";
      case DATE -> "a date such as 2026-11-20";
      case JSON -> "a value";
    };
  }

  /** What a scalar of another type probably means. */
  private static @Nullable String nearMiss(Parameter.Type type, @Nullable String text) {
    if (text == null) {
      return null;
    }
    return switch (type) {
      case STRING -> "\"" + Quote.shorten(text) + "\"";
      case INT -> text.matches("[+-]?\\d{1,18}([.]0)?") ? whole(text) : null;
      case DOUBLE -> text.matches("[+-]?\\d{1,18}([.]\\d{1,18})?") ? text : null;
      case BOOL -> bool(text.toLowerCase(Locale.ROOT));
      case DATE, JSON -> null;
    };
  }

  private static String whole(String text) {
    return text.replaceFirst("[.]0$", "").replace("+", "");
  }

  private static @Nullable String bool(String text) {
    return switch (text) {
      case "yes", "on", "y", "1", "true" -> "true";
      case "no", "off", "n", "0", "false" -> "false";
      default -> null;
    };
  }

  @Override
  public @Nullable Parameter bind(Path path, Node node, Findings findings) {
    return FIELDS.bind(path, node, findings);
  }

  @Override
  public String expected() {
    return FIELDS.expected();
  }

  /** The fields, and for each type what its default may be. */
  @Override
  public Map<String, Object> schema() {
    List<Object> defaults = new ArrayList<>();
    for (Parameter.Type type : Parameter.Type.values()) {
      Object named = Shapes.schema("const", type.name().toLowerCase(Locale.ROOT));
      Object condition =
          Shapes.schema("properties", Shapes.schema("type", named), "required", List.of("type"));
      Object value = Shapes.schema("anyOf", List.of(schema(type), Shapes.TEMPLATE));
      Object consequence = Shapes.schema("properties", Shapes.schema("default", value));
      defaults.add(Shapes.schema("if", condition, "then", consequence));
    }
    Map<String, Object> schema = FIELDS.schema();
    schema.put("allOf", defaults);
    return schema;
  }

  private static Map<String, Object> schema(Parameter.Type type) {
    return switch (type) {
      case STRING -> Shapes.schema("type", "string");
      case INT -> Shapes.schema("type", "integer");
      case DOUBLE -> Shapes.schema("type", "number");
      case BOOL -> Shapes.schema("type", "boolean");
      case DATE -> Shapes.schema("type", "string", "pattern", "^\\d{4}-\\d{2}-\\d{2}$");
      case JSON -> Shapes.schema();
    };
  }
}
