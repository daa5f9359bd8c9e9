package io.carillon.model;

import java.util.regex.Pattern;

/** The forms of names in definitions. */
final class Names {

  private static final Pattern IDENTIFIER_FORM =
      Pattern.compile("^(?!(?:true|false|null|in)$)[a-z][a-z0-9_]{0,99}$");

  private static final Pattern TYPE_FORM = Pattern.compile("^[a-z][a-z0-9_.-]{0,99}$");

  /** Namespaces and workflows: they stand in URLs. */
  static final Shape<String> PLAIN =
      Shapes.name(
          Pattern.compile("^[a-z0-9][a-z0-9_.-]{0,99}$"),
          "a name of 1 to 100 of a-z, 0-9, '-', '_' and '.', starting with a letter or digit");

  /** Tasks and parameters: they stand in expressions, whose own words they must not be. */
  static final Shape<String> IDENTIFIER =
      Shapes.name(
          IDENTIFIER_FORM,
          "a name of 1 to 100 of a-z, 0-9 and '_', starting with a letter, and not true, false,"
              + " null or in");

  /** Task types. */
  static final Shape<String> TYPE =
      Shapes.name(
          TYPE_FORM,
          "a task type of 1 to 100 of a-z, 0-9, '-', '_' and '.', starting with a letter");

  /** Tags and the keys of labels. */
  static final Shape<String> TAG =
      Shapes.name(
          Pattern.compile("^[A-Za-z0-9][A-Za-z0-9_.:=/-]{0,99}$"),
          "1 to 100 letters, digits, '-', '_', '.', ':', '=' or '/', starting with a letter or"
              + " digit");

  private Names() {}

  static boolean isIdentifier(String name) {
    return IDENTIFIER_FORM.matcher(name).matches();
  }

  static boolean isType(String name) {
    return TYPE_FORM.matcher(name).matches();
  }
}
