package io.carillon.worker.config;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a setting may be: says its JSON Schema, and reads a JSON value into the Java value. */
interface Shape {

  Map<String, Object> schema();

  /**
   * Turns a JSON value into the Java value. What is wrong is added to {@code problems}, and the
   * result is then without meaning.
   *
   * @param path where the value stands, for problems: {@code config.env.HOME}
   */
  @Nullable Object read(@Nullable Object json, String path, List<String> problems);

  /** The shape of a config record. */
  static Shape of(Class<? extends Record> type) {
    return of(type, type, new LinkedHashSet<>());
  }

  /**
   * @param place what names the type, for the message
   * @param outer the records around this one, to refuse those that contain themselves
   */
  static Shape of(Type type, AnnotatedElement place, Set<Class<?>> outer) {
    if (type instanceof Class<?> plain) {
      return ofClass(plain, place, outer);
    }
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return new Containers.ListOf(of(arguments[0], place, outer));
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return new Containers.MapOf(of(arguments[1], place, outer));
      }
    }
    throw unsupported(type, place);
  }

  private static Shape ofClass(Class<?> type, AnnotatedElement place, Set<Class<?>> outer) {
    if (type == String.class) {
      return new Scalars.Text();
    } else if (type == int.class || type == Integer.class) {
      return new Scalars.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE, value -> (int) value);
    } else if (type == long.class || type == Long.class) {
      return new Scalars.Whole(Long.MIN_VALUE, Long.MAX_VALUE, value -> value);
    } else if (type == double.class || type == Double.class) {
      return new Scalars.Decimal();
    } else if (type == boolean.class || type == Boolean.class) {
      return new Scalars.Truth();
    } else if (type == Duration.class) {
      return new Scalars.Span();
    } else if (type == Path.class) {
      return new Scalars.FilePath();
    } else if (type == Object.class) {
      return new Scalars.Anything();
    } else if (type.isEnum()) {
      return new Scalars.Choice(type);
    } else if (type.isRecord()) {
      return Fields.of(type, outer);
    }
    throw unsupported(type, place);
  }

  private static IllegalArgumentException unsupported(Type type, AnnotatedElement place) {
    return new IllegalArgumentException(
        ("Expected %s to be a String, int, long, double, boolean, Duration, Path, enum, List,"
                + " Map<String, …>, record or Object, but it is a %s")
            .formatted(place, type.getTypeName()));
  }

  /** A value as problems show it: as JSON, shortened. */
  static String shown(@Nullable Object json) {
    String text = JsonText.write(json);
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }

  static String problem(String path, String expected, @Nullable Object json) {
    return "Expected %s to be %s, but it is %s".formatted(path, expected, shown(json));
  }
}
