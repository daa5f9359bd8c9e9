package io.carillon.kernel.expression;

import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import io.carillon.model.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A CEL expression, checked and ready to run. Immutable. */
public final class Expression {

  private final String source;
  private final Program program;
  private final Set<String> names;
  private final boolean mayBeBool;

  Expression(String source, Program program, Set<String> names, boolean mayBeBool) {
    this.source = source;
    this.program = program;
    this.names = Set.copyOf(names);
    this.mayBeBool = mayBeBool;
  }

  /** The variables that it names, such as {@code outputs.parse}. */
  public Set<String> names() {
    return names;
  }

  /** False when it is certain that the value is not a boolean. */
  public boolean mayBeBool() {
    return mayBeBool;
  }

  /** Where the values of variables come from; asked only for those that an expression names. */
  @FunctionalInterface
  public interface Variables {
    /**
     * The value as plain JSON or an {@link Instant}.
     *
     * @throws ExpressionException if there is none, with the reason
     */
    @Nullable Object get(String name) throws ExpressionException;
  }

  /**
   * Evaluates it.
   *
   * @return a value as {@link Json} names them
   * @throws ExpressionException if it cannot be evaluated with these values
   */
  public @Nullable Object evaluate(Variables variables) throws ExpressionException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : names) {
      values.put(name, toCel(variables.get(name)));
    }
    try {
      return fromCel(program.eval(name -> Optional.ofNullable(values.get(name))));
    } catch (CelEvaluationException e) {
      throw new ExpressionException("'%s': %s".formatted(source, e.getMessage()));
    }
  }

  private static Object toCel(@Nullable Object value) {
    return switch (value) {
      case null -> NullValue.NULL_VALUE;
      case Map<?, ?> map -> {
        Map<Object, Object> copy = new LinkedHashMap<>();
        map.forEach((key, item) -> copy.put(key, toCel(item)));
        yield copy;
      }
      case List<?> list -> {
        List<Object> copy = new ArrayList<>(list.size());
        list.forEach(item -> copy.add(toCel(item)));
        yield copy;
      }
      default -> value;
    };
  }

  private @Nullable Object fromCel(Object value) throws ExpressionException {
    return switch (value) {
      case NullValue nothing -> null;
      case String string -> string;
      case Boolean bool -> bool;
      case Number number when number instanceof Double || number instanceof Long -> number;
      case Number number -> number.longValue();
      case Instant instant -> instant.toString();
      case Duration duration -> duration.toString();
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          copy.put(String.valueOf(entry.getKey()), fromCel(entry.getValue()));
        }
        yield copy;
      }
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        for (Object item : list) {
          copy.add(fromCel(item));
        }
        yield copy;
      }
      default ->
          throw new ExpressionException(
              "'%s': expected a value that JSON can hold, but it gives a %s"
                  .formatted(source, value.getClass().getSimpleName()));
    };
  }
}
