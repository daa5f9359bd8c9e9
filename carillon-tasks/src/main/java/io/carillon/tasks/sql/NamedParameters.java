package io.carillon.tasks.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * A statement whose {@code :name} parameters became the {@code ?} of JDBC. Names within quotes and
 * comments are none, nor are casts ({@code a::int}), assignments ({@code :=}) and array slices
 * ({@code a[1:n]}).
 *
 * @param names the parameters in the order of their {@code ?}
 */
record NamedParameters(String sql, List<String> names) {

  /**
   * @throws IllegalArgumentException if the statement has {@code ?} as well, which would shift the
   *     others; {@code ??}, a driver's way to write the operator, is let through
   */
  static NamedParameters parse(SqlText source) {
    String text = source.text();
    StringBuilder sql = new StringBuilder();
    List<String> names = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      int end = source.skip(i);
      if (end == i) {
        char c = text.charAt(i);
        if (c == '?' && !text.startsWith("??", i)) {
          throw new IllegalArgumentException(
              "Expected parameters as :name only, as params is a map, but found ? at character "
                  + (i + 1));
        }
        if (isParameter(text, i)) {
          end = source.nameEnd(i + 1);
          names.add(text.substring(i + 1, end));
          sql.append('?');
          i = end;
          continue;
        }
        end = text.startsWith("::", i) || c == '?' ? i + 2 : i + 1;
      }
      sql.append(text, i, end);
      i = end;
    }
    return new NamedParameters(sql.toString(), List.copyOf(names));
  }

  private static boolean isParameter(String text, int at) {
    if (text.charAt(at) != ':'
        || at + 1 == text.length()
        || !SqlText.isNameStart(text.charAt(at + 1))) {
      return false;
    }
    char before = at == 0 ? ' ' : text.charAt(at - 1);
    return !SqlText.isNamePart(before) && before != ']' && before != '"' && before != ':';
  }
}
