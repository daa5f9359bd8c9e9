package io.carillon.tasks.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits a script at its semicolons, but not at those within quotes, comments, and the bodies of
 * triggers and routines ({@code BEGIN … END}).
 */
final class SqlScript {

  private final SqlText source;
  private final String text;
  private final List<String> statements = new ArrayList<>();

  private int start;
  private boolean empty = true;
  private int words;
  private boolean create;
  private boolean routine;
  private int depth;
  private String lastWord = "";

  private SqlScript(SqlText source) {
    this.source = source;
    this.text = source.text();
  }

  /** The statements without their semicolons; what has only comments is none. */
  static List<String> split(SqlText source) {
    return new SqlScript(source).split();
  }

  private List<String> split() {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int end = source.skip(i);
      if (end > i) {
        if (!source.isComment(i)) {
          empty = false;
          lastWord = "";
        }
      } else if (SqlText.isNameStart(c)) {
        end = source.nameEnd(i);
        word(text.substring(i, end).toUpperCase(Locale.ROOT));
      } else if (c == ';' && depth == 0) {
        add(i);
        end = i + 1;
        start = end;
      } else {
        empty &= Character.isWhitespace(c) || c == ';';
        end = SqlText.isNamePart(c) ? source.nameEnd(i) : i + 1;
        if (!Character.isWhitespace(c)) {
          lastWord = "";
          // What comes in parentheses are columns, not the kind of what is created.
          create &= c != '(';
        }
      }
      i = end;
    }
    add(text.length());
    return statements;
  }

  private void add(int end) {
    if (!empty) {
      statements.add(text.substring(start, end).strip());
    }
    empty = true;
    words = 0;
    create = false;
    routine = false;
    depth = 0;
    lastWord = "";
  }

  private void word(String word) {
    empty = false;
    words++;
    if (words == 1) {
      create = word.equals("CREATE");
    }
    // The kind stands before the name: CREATE OR REPLACE TEMPORARY TRIGGER …
    if (create && words <= 8) {
      routine |=
          switch (word) {
            case "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT" -> true;
            default -> false;
          };
    }
    if (routine) {
      depth = Math.max(0, depth + step(word));
    }
    lastWord = word;
  }

  /** BEGIN and CASE open a block that END closes; END IF and the like close none of these. */
  private int step(String word) {
    return switch (word) {
      case "BEGIN" -> 1;
      case "CASE" -> lastWord.equals("END") ? 0 : 1;
      case "END" -> -1;
      case "IF", "LOOP", "WHILE", "REPEAT" -> lastWord.equals("END") ? 1 : 0;
      default -> 0;
    };
  }
}
