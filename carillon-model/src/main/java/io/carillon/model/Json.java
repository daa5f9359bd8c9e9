package io.carillon.model;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON values as plain Java: {@code Map<String, Object>} (in order), {@code List<Object>}, {@code
 * String}, {@code Long}, {@code Double}, {@code Boolean}, {@code null}.
 *
 * <pre>{@code
 * Json.write(Json.parse("{\"day\": \"2026-11-20\"}"))
 * }</pre>
 */
public final class Json {

  private static final int DEEPEST = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private Json() {}

  /**
   * Reads any JSON value, up to 100 levels deep. Numbers with a fraction or an exponent become
   * {@code Double}; of a field that is there twice the last one counts.
   *
   * @throws IllegalArgumentException if it is not JSON, or has a number that fits neither a {@code
   *     Long} nor a {@code Double}; the message says where
   */
  public static @Nullable Object parse(String json) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() == null) {
        throw new IllegalArgumentException("Expected JSON, but found nothing");
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw unexpected("something after the value", parser.currentTokenLocation());
      }
      return value;
    } catch (JacksonException e) {
      String problem = SyntaxError.of(e, json, "JSON", Place.START).found();
      IllegalArgumentException unexpected = unexpected(problem, e.getLocation());
      unexpected.initCause(e);
      throw unexpected;
    }
  }

  /**
   * Reads a JSON object.
   *
   * @throws IllegalArgumentException if it is not a JSON object; the message says where
   */
  @SuppressWarnings("unchecked") // the maps of parse
  public static Map<String, @Nullable Object> parseObject(String json) {
    if (parse(json) instanceof Map<?, ?> object) {
      return (Map<String, @Nullable Object>) object;
    }
    throw new IllegalArgumentException("Expected a JSON object, but found another JSON value");
  }

  private static @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> decimal(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      object.put(name, value(parser));
    }
    return object;
  }

  private static List<@Nullable Object> array(JsonParser parser) {
    List<@Nullable Object> array = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser));
    }
    return array;
  }

  private static Long integer(JsonParser parser) {
    try {
      return parser.getLongValue();
    } catch (InputCoercionException e) {
      String found =
          "the integer " + Quote.shorten(parser.getString()) + ", which is beyond 64 bits,";
      IllegalArgumentException unexpected = unexpected(found, parser.currentTokenLocation());
      unexpected.initCause(e);
      throw unexpected;
    }
  }

  private static Double decimal(JsonParser parser) {
    double number = parser.getDoubleValue();
    if (Double.isInfinite(number)) {
      String found =
          "the number " + Quote.shorten(parser.getString()) + ", which is beyond a double,";
      throw unexpected(found, parser.currentTokenLocation());
    }
    return number;
  }

  private static IllegalArgumentException unexpected(
      String found, @Nullable TokenStreamLocation location) {
    String place =
        location == null
            ? ""
            : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    return new IllegalArgumentException("Expected JSON, but found " + found + place);
  }

  /**
   * Writes a value of the kinds that {@link Json} names, or one with other maps, collections and
   * numbers in it.
   *
   * @throws IllegalArgumentException if it holds something else, such as {@code NaN}
   */
  public static String write(@Nullable Object value) {
    StringWriter json = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), json)) {
      write(value, generator);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("Expected a JSON value, but it cannot be written", e);
    }
    return json.toString();
  }

  private static void write(@Nullable Object value, JsonGenerator generator) {
    if (value == null) {
      generator.writeNull();
    } else if (value instanceof String text) {
      generator.writeString(text);
    } else if (value instanceof Boolean flag) {
      generator.writeBoolean(flag);
    } else if (value instanceof Number number) {
      writeNumber(number, generator);
    } else if (value instanceof Map<?, ?> map) {
      generator.writeStartObject();
      map.forEach(
          (name, item) -> {
            generator.writeName(String.valueOf(name));
            write(item, generator);
          });
      generator.writeEndObject();
    } else if (value instanceof Iterable<?> items) {
      generator.writeStartArray();
      items.forEach(item -> write(item, generator));
      generator.writeEndArray();
    } else {
      throw unwritable(value);
    }
  }

  private static void writeNumber(Number number, JsonGenerator generator) {
    if (number instanceof Double || number instanceof Float) {
      if (!Double.isFinite(number.doubleValue())) {
        throw unwritable(number);
      }
      generator.writeNumber(number.doubleValue());
    } else if (number instanceof BigDecimal decimal) {
      generator.writeNumber(decimal);
    } else if (number instanceof BigInteger integer) {
      generator.writeNumber(integer);
    } else {
      generator.writeNumber(number.longValue());
    }
  }

  private static IllegalArgumentException unwritable(Object value) {
    return new IllegalArgumentException(
        "Expected a JSON value, but found %s of %s".formatted(value, value.getClass().getName()));
  }
}
