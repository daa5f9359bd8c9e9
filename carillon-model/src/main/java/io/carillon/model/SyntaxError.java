package io.carillon.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** What a parser could not read, in words that do not need the parser's source to understand. */
record SyntaxError(Place place, String found, String expected) {

  /**
   * A sentence for one kind of a parser's messages.
   *
   * @param message what the parser's message contains
   * @param found may name the message's groups: {@code $1}
   * @param fromOpening the place is that of what was opened and not closed
   */
  private record Sentence(Pattern message, String found, String expected, boolean fromOpening) {

    static Sentence of(String message, String found, String expected) {
      return new Sentence(Pattern.compile(message, Pattern.DOTALL), found, expected, false);
    }

    static Sentence opening(String message, String found, String expected) {
      return new Sentence(Pattern.compile(message, Pattern.DOTALL), found, expected, true);
    }
  }

  /** The first that fits is taken. */
  private static final List<Sentence> SENTENCES =
      List.of(
          Sentence.of("character '\\\\t", "a tab as indentation", "spaces"),
          Sentence.of(
              "character '(.)' that cannot start",
              "a value that starts with '$1'",
              "quotes around it"),
          Sentence.of(
              "mapping values are not allowed",
              "a ':' where none may stand",
              "one 'name: value' in a line, quotes around text that holds ': ', and even"
                  + " indentation"),
          Sentence.of(
              "sequence entries are not allowed",
              "a list entry '- ' where none may stand",
              "it on a line of its own"),
          Sentence.opening(
              "quoted scalar.*unexpected end of stream|closing quote",
              "a quote that is never closed",
              "the same quote after the text"),
          Sentence.of(
              "(?:unknown escape character|character escape '?) ?(.)",
              "the unknown escape '\\$1' in a quoted string",
              "'\\\\' for a backslash"),
          Sentence.opening(
              "flow (?:sequence|mapping|node).*<stream end>",
              "a '[' or '{' that is never closed",
              "its ']' or '}'"),
          Sentence.of(
              "expected (',' or '[\\]}]'), but got",
              "text that does not go on the list or map in brackets",
              "$1"),
          Sentence.of(
              "<block end>, but found '(?:<scalar>|<alias>|<anchor>|<tag>)'",
              "text after the end of a value",
              "the next field on a line of its own, or one pair of quotes around the whole value"),
          Sentence.of(
              "<block end>, but found '<block (?:mapping|sequence) start>'",
              "an indentation that fits nothing above it",
              "fields that belong together to start in the same column"),
          Sentence.of(
              "<block end>, but found '-'",
              "a list entry '- ' among fields",
              "either a list or a map"),
          Sentence.of("<block end>, but found", "what cannot stand here", "the next field"),
          Sentence.of(
              "could not find expected ':'", "a name without ':'", "'name: value' in a line"),
          Sentence.of("expected the node content", "no value", "a value"),
          Sentence.of(
              "scanning an (?:alias|anchor)",
              "'*' or '&' at the start of a value",
              "quotes around text that starts with it"),
          Sentence.of(
              "scanning a block scalar",
              "text in the line of a '|' or '>'",
              "it in the next lines, indented"),
          Sentence.of("hexadecimal", "an unknown escape in a quoted string", "\\xXX or \\uXXXX"),
          Sentence.of(
              "expected '?<document start>", "text after the end of the definition", "its end"),
          Sentence.of("double-quote to start", "no quoted name", "a name in double quotes"),
          Sentence.of("expecting a colon", "no ':' after a name", "':' and a value"),
          Sentence.of("expecting comma to separate Array", "no ',' after an item", "',' or ']'"),
          Sentence.of("expecting comma to separate Obj", "no ',' after a field", "',' or '}'"),
          Sentence.of("close marker '(.)'", "'$1' that closes nothing", "what was opened last"),
          Sentence.of(
              "(?i)end-of-input|end of stream|EOF",
              "the end of the source in the middle of a value",
              "all brackets and quotes to be closed"),
          Sentence.of("(?:Non-standard|Unrecognized) token '([^']*)'", "'$1'", "a JSON value"),
          Sentence.of("Leading zeroes", "a number that starts with 0", "no leading zeros"),
          Sentence.of(
              "nesting depth .*allowed \\((\\d+)",
              "more than $1 levels of nesting",
              "a flatter value"),
          Sentence.of(
              "Number value length .*allowed \\((\\d+)",
              "a number of more than $1 digits",
              "one that fits 64 bits"),
          Sentence.of("numeric value", "what is no number", "a JSON number"),
          Sentence.of(
              "CTRL-CHAR", "a line break or control character in a string", "\\n, \\t or \\uXXXX"),
          Sentence.of("comment", "a comment, which JSON does not have", "a JSON value"),
          Sentence.of("character \\('(.)'", "'$1' where no JSON can go on", "a JSON value"));

  /**
   * Tells what a parser's exception says.
   *
   * @param otherwise the place, if the exception has none
   */
  static SyntaxError of(JacksonException e, String source, String language, Place otherwise) {
    if (e.getCause() instanceof ReaderException unreadable) {
      String found = "the control character U+%04X".formatted(unreadable.getCodePoint());
      return new SyntaxError(
          placeOf(source, unreadable.getPosition()), found, "an escape in a quoted string");
    }
    MarkedYamlEngineException yaml =
        e.getCause() instanceof MarkedYamlEngineException marked ? marked : null;
    Place place = yaml == null ? placeOf(e, otherwise) : placeOf(yaml.getProblemMark(), otherwise);
    if (e.getOriginalMessage().contains("(Scalar value in YAML)")) {
      return structuredKey(place, source);
    }
    String message = yaml == null ? e.getOriginalMessage() : message(yaml);
    for (Sentence sentence : SENTENCES) {
      Matcher matcher = sentence.message.matcher(message);
      if (matcher.find()) {
        Place start =
            sentence.fromOpening && yaml != null ? placeOf(yaml.getContextMark(), place) : place;
        return new SyntaxError(
            start, expand(matcher, sentence.found), expand(matcher, sentence.expected));
      }
    }
    return new SyntaxError(place, "what is no " + language, "valid " + language);
  }

  /** What opens a map or list stands right before the place, where a name should be. */
  private static SyntaxError structuredKey(Place place, String source) {
    String line = source.lines().skip(place.line() - 1L).findFirst().orElse("");
    int opened = place.column() - 2;
    if (line.startsWith("{{", opened - 1)) {
      Place start = new Place(place.line(), opened);
      return new SyntaxError(
          start, "'{{' outside of quotes", "quotes around text that holds an expression");
    }
    Place start = new Place(place.line(), Math.max(1, opened + 1));
    return new SyntaxError(start, "a map or list as the name of a field", "a name");
  }

  void report(Findings findings) {
    findings.report(Path.ROOT, place, found, expected, null);
  }

  private static String expand(Matcher matcher, String text) {
    StringBuilder expanded = new StringBuilder(text);
    for (int group = 1; group <= matcher.groupCount(); group++) {
      int at = expanded.indexOf("$" + group);
      if (at >= 0) {
        expanded.replace(at, at + 2, Quote.shorten(matcher.group(group)));
      }
    }
    return expanded.toString();
  }

  private static String message(MarkedYamlEngineException e) {
    return Objects.toString(e.getContext(), "") + "\n" + Objects.toString(e.getProblem(), "");
  }

  private static Place placeOf(JacksonException e, Place otherwise) {
    TokenStreamLocation location = e.getLocation();
    return location == null || location.getLineNr() < 1
        ? otherwise
        : new Place(location.getLineNr(), Math.max(1, location.getColumnNr()));
  }

  private static Place placeOf(Optional<Mark> mark, Place otherwise) {
    return mark.map(m -> new Place(m.getLine() + 1, m.getColumn() + 1)).orElse(otherwise);
  }

  /** The place after a number of code points. */
  private static Place placeOf(String source, int codePoints) {
    int line = 1;
    int column = 1;
    int count = 0;
    for (int i = 0; i < source.length() && count < codePoints; count++) {
      int sign = source.codePointAt(i);
      i += Character.charCount(sign);
      line += sign == '\n' ? 1 : 0;
      column = sign == '\n' ? 1 : column + 1;
    }
    return new Place(line, column);
  }
}
