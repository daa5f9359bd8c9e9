package io.carillon.kernel.expression;

import io.carillon.model.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value whose strings may hold {@code {{ CEL }}}. A string that is one expression and
 * nothing else takes the expression's value with its type; elsewhere the value is put into the
 * text.
 */
public sealed interface Template {

  /**
   * Compiles the expressions in a value.
   *
   * @throws ExpressionException if one is wrong
   */
  static Template compile(@Nullable Object value, Scope scope) throws ExpressionException {
    return switch (value) {
      case String text -> text(text, scope);
      case Map<?, ?> map -> {
        Map<String, Template> fields = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          fields.put(String.valueOf(entry.getKey()), compile(entry.getValue(), scope));
        }
        yield fields.values().stream().allMatch(Constant.class::isInstance)
            ? new Constant(value)
            : new Fields(fields);
      }
      case List<?> list -> {
        List<Template> items = new ArrayList<>();
        for (Object item : list) {
          items.add(compile(item, scope));
        }
        yield items.stream().allMatch(Constant.class::isInstance)
            ? new Constant(value)
            : new Items(items);
      }
      case null, default -> new Constant(value);
    };
  }

  private static Template text(String text, Scope scope) throws ExpressionException {
    List<Object> parts = new ArrayList<>();
    int from = 0;
    for (int open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", from)) {
      int close = close(text, open + 2);
      if (close < 0) {
        throw new ExpressionException("'%s': expected }} after {{".formatted(clip(text)));
      }
      if (open > from) {
        parts.add(text.substring(from, open));
      }
      parts.add(scope.compile(text.substring(open + 2, close).strip()));
      from = close + 2;
    }
    if (parts.isEmpty()) {
      return new Constant(text);
    }
    if (from < text.length()) {
      parts.add(text.substring(from));
    }
    return parts.size() == 1 ? new Single((Expression) parts.getFirst()) : new Text(parts);
  }

  /** Finds the braces that end an expression, past string literals and map literals. */
  private static int close(String text, int from) {
    int depth = 0;
    char quote = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == '\\') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '{') {
        depth++;
      } else if (c == '}') {
        if (depth == 0) {
          return i + 1 < text.length() && text.charAt(i + 1) == '}' ? i : -1;
        }
        depth--;
      }
    }
    return -1;
  }

  private static String clip(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  /** The variables that its expressions name. */
  default Set<String> names() {
    return switch (this) {
      case Constant constant -> Set.of();
      case Single single -> single.expression.names();
      case Text text -> {
        Set<String> names = new LinkedHashSet<>();
        for (Object part : text.parts) {
          if (part instanceof Expression expression) {
            names.addAll(expression.names());
          }
        }
        yield names;
      }
      case Items items -> namesOf(items.items);
      case Fields fields -> namesOf(fields.fields.values());
    };
  }

  private static Set<String> namesOf(Iterable<Template> templates) {
    Set<String> names = new LinkedHashSet<>();
    templates.forEach(template -> names.addAll(template.names()));
    return names;
  }

  /**
   * The value with every expression evaluated.
   *
   * @throws ExpressionException if one cannot be evaluated
   */
  default @Nullable Object render(Expression.Variables variables) throws ExpressionException {
    return switch (this) {
      case Constant constant -> constant.value;
      case Single single -> single.expression.evaluate(variables);
      case Text text -> {
        StringBuilder rendered = new StringBuilder();
        for (Object part : text.parts) {
          rendered.append(
              part instanceof Expression expression
                  ? asText(expression.evaluate(variables))
                  : part);
        }
        yield rendered.toString();
      }
      case Items items -> {
        List<@Nullable Object> rendered = new ArrayList<>();
        for (Template item : items.items) {
          rendered.add(item.render(variables));
        }
        yield rendered;
      }
      case Fields fields -> {
        Map<String, @Nullable Object> rendered = new LinkedHashMap<>();
        for (Map.Entry<String, Template> field : fields.fields.entrySet()) {
          rendered.put(field.getKey(), field.getValue().render(variables));
        }
        yield rendered;
      }
    };
  }

  private static String asText(@Nullable Object value) {
    return value instanceof String string ? string : Json.write(value);
  }

  /** No expressions in it. */
  record Constant(@Nullable Object value) implements Template {}

  /** A string that is one expression. */
  record Single(Expression expression) implements Template {}

  /** Strings and {@link Expression}s by turns. */
  record Text(List<Object> parts) implements Template {}

  /** A list with expressions in it. */
  record Items(List<Template> items) implements Template {}

  /** An object with expressions in it. */
  record Fields(Map<String, Template> fields) implements Template {}
}
