package io.carillon.tasks.sql;

/**
 * Knows which parts of a statement are not to be looked into: quoted text and identifiers,
 * comments, dollar quotes. Follows the SQL standard, and MySQL and PostgreSQL where they differ
 * from it.
 */
final class SqlText {

  private final String text;
  private final boolean mysql;
  private final boolean postgres;

  /**
   * @param url the JDBC URL, by which the dialect is known
   */
  SqlText(String text, String url) {
    this.text = text;
    this.mysql = url.startsWith("jdbc:mysql:") || url.startsWith("jdbc:mariadb:");
    this.postgres = url.startsWith("jdbc:postgresql:");
  }

  String text() {
    return text;
  }

  /** Where the quoted part or comment that begins at {@code at} ends; {@code at} if none begins. */
  int skip(int at) {
    char c = text.charAt(at);
    return switch (c) {
      case '\'' -> quoted(at, c, mysql || isEscapeString(at));
      case '"' -> quoted(at, c, mysql);
      case '`' -> quoted(at, c, false);
      case '-' -> text.startsWith("--", at) ? lineEnd(at) : at;
      case '#' -> mysql ? lineEnd(at) : at;
      case '/' -> text.startsWith("/*", at) ? commentEnd(at) : at;
      case '$' -> dollarQuoted(at);
      default -> at;
    };
  }

  boolean isComment(int at) {
    char c = text.charAt(at);
    return (c == '-' || c == '#' || c == '/') && skip(at) > at;
  }

  static boolean isNameStart(char c) {
    return Character.isLetter(c) || c == '_';
  }

  static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /** Where the name that begins at {@code at} ends. */
  int nameEnd(int at) {
    int end = at;
    while (end < text.length() && isNamePart(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private int quoted(int at, char quote, boolean backslashEscapes) {
    int i = at + 1;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '\\' && backslashEscapes) {
        i += 2;
      } else if (c != quote) {
        i++;
      } else if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
        i += 2;
      } else {
        return i + 1;
      }
    }
    return text.length();
  }

  /** PostgreSQL's {@code E'…\'…'}. */
  private boolean isEscapeString(int at) {
    return at > 0
        && Character.toUpperCase(text.charAt(at - 1)) == 'E'
        && (at < 2 || !isNamePart(text.charAt(at - 2)));
  }

  private int lineEnd(int at) {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private int commentEnd(int at) {
    int depth = 1;
    int i = at + 2;
    while (i < text.length()) {
      if (text.startsWith("*/", i)) {
        depth--;
        i += 2;
        if (depth == 0) {
          return i;
        }
      } else if (postgres && text.startsWith("/*", i)) {
        depth++;
        i += 2;
      } else {
        i++;
      }
    }
    return text.length();
  }

  private int dollarQuoted(int at) {
    if (at > 0 && (isNamePart(text.charAt(at - 1)) || text.charAt(at - 1) == '$')) {
      return at;
    }
    int end = nameEnd(at + 1);
    boolean tagged = end > at + 1;
    if (end >= text.length()
        || text.charAt(end) != '$'
        || (tagged && !isNameStart(text.charAt(at + 1)))) {
      return at;
    }
    String tag = text.substring(at, end + 1);
    int close = text.indexOf(tag, end + 1);
    return close < 0 ? text.length() : close + tag.length();
  }
}
