package io.carillon.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Turns the text of a definition into nodes that know their places.
 *
 * <p>Of YAML it takes the part that means the same as JSON (1.2, core schema), so a definition
 * holds no surprises: no aliases (and so no bombs), merge keys, tags, second documents; a plain
 * {@code yes}, date or {@code 12:30} is a string. Size, depth and number of values are limited
 * while the text streams by, before memory is spent on it.
 */
final class TreeReader {

  static final int LONGEST_SOURCE = 8 << 20;
  static final int DEEPEST = 100;
  static final int MOST_VALUES = 500_000;
  static final int LONGEST_TEXT = 1 << 20;

  private static final TokenStreamFactory JSON = JsonFactory.builder().build();
  private static final TokenStreamFactory YAML =
      YAMLFactory.builder()
          .loadSettings(
              LoadSettings.builder()
                  .setSchema(new CoreSchema())
                  .setAllowDuplicateKeys(true) // reported here, with both places
                  .setCodePointLimit(LONGEST_SOURCE + 1)
                  .setParseComments(false)
                  .build())
          .build();

  /** JSON's objects start so, and YAML's flow maps hardly ever do. */
  private static final Pattern JSON_START = Pattern.compile("\\s*+\\{\\s*+[\"}]");

  private final JsonParser parser;
  private final Findings findings;
  private int values;

  private TreeReader(JsonParser parser, Findings findings) {
    this.parser = parser;
    this.findings = findings;
  }

  /** The root of the tree; {@code null} when there is none, which was reported. */
  static @Nullable Node read(String text, Findings findings) {
    if (text.length() > LONGEST_SOURCE) {
      String found = "a definition of " + Quote.number(text.length()) + " characters";
      String expected = "at most " + Quote.number(LONGEST_SOURCE);
      findings.report(Path.ROOT, Place.START, found, expected, null);
      return null;
    }
    String source = text.startsWith("\uFEFF") ? text.substring(1) : text;
    boolean json = JSON_START.matcher(source).lookingAt();
    if (!json && isTooWide(source, findings)) {
      return null;
    }
    TokenStreamFactory format = json ? JSON : YAML;
    try (JsonParser parser = format.createParser(ObjectReadContext.empty(), source)) {
      return new TreeReader(parser, findings).root(source, json ? "JSON" : "YAML");
    }
  }

  /** The YAML scanner's time grows with the square of what it must see at once: of a line. */
  private static boolean isTooWide(String source, Findings findings) {
    int line = 1;
    for (int start = 0; start <= source.length(); line++) {
      int next = source.indexOf('\n', start);
      int end = next < 0 ? source.length() : next;
      if (end - start > LONGEST_TEXT) {
        String found = "a line of " + Quote.number(end - start) + " characters";
        String expected = "at most " + Quote.number(LONGEST_TEXT) + " in YAML";
        findings.report(Path.ROOT, new Place(line, 1), found, expected, null);
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  private @Nullable Node root(String source, String language) {
    try {
      return root();
    } catch (JacksonException e) {
      SyntaxError.of(e, source, language, place(parser.currentLocation())).report(findings);
    } catch (TooMuch e) {
      findings.report(e.path, e.place, e.found, e.expected, null);
    }
    return null;
  }

  private @Nullable Node root() throws TooMuch {
    if (parser.nextToken() == null) {
      findings.report(
          Path.ROOT, Place.START, "an empty definition", WorkflowShape.SHAPE.expected(), null);
      return null;
    }
    Node root = value(Path.ROOT, Place.START, 0);
    if (parser.nextToken() != null) {
      findings.report(
          Path.ROOT, place(), "a second document", "one definition in one source", null);
    }
    return root;
  }

  /** The value whose first token the parser is at; leaves the parser at its last. */
  private Node value(Path path, @Nullable Place named, int depth) throws TooMuch {
    Place place = place();
    Place known = named == null ? place : named;
    if (++values > MOST_VALUES) {
      throw new TooMuch(
          path,
          place,
          "more than " + Quote.number(MOST_VALUES) + " values",
          "a smaller definition");
    }
    if (isRefused(path, place)) {
      return new Node.Broken(known, place);
    }
    JsonToken token = parser.currentToken();
    if (token.isStructStart() && depth == DEEPEST) {
      throw new TooMuch(
          Path.ROOT,
          place,
          "more than %d levels of nesting".formatted(DEEPEST),
          "a flatter definition");
    }
    if (token == JsonToken.START_OBJECT) {
      return fields(path, known, place, depth + 1);
    }
    return token == JsonToken.START_ARRAY
        ? items(path, known, place, depth + 1)
        : scalar(path, known, place, token);
  }

  private Node fields(Path path, Place named, Place place, int depth) throws TooMuch {
    Map<String, Node> byName = new LinkedHashMap<>();
    boolean merged = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      Path field = path.field(name);
      Place key = place();
      parser.nextToken();
      if (name.equals("<<") && parser instanceof YAMLParser) {
        String expected = "the fields themselves: merge keys are not read";
        findings.report(field, key, "a merge key", expected, null);
        parser.skipChildren();
        merged = true;
        continue;
      }
      Node value = value(field, key, depth);
      Node first = byName.putIfAbsent(name, value);
      if (first != null) {
        String found = "the field a second time (first in line %d)".formatted(first.named().line());
        findings.report(field, key, found, "each field once", null);
      }
    }
    return merged ? new Node.Broken(named, place) : new Node.Fields(named, place, byName);
  }

  private Node.Items items(Path path, Place named, Place place, int depth) throws TooMuch {
    List<Node> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(path.item(items.size()), null, depth));
    }
    return new Node.Items(named, place, items);
  }

  private Node scalar(Path path, Place named, Place place, JsonToken token) {
    return switch (token) {
      case VALUE_TRUE -> new Node.Scalar(named, place, true, "true");
      case VALUE_FALSE -> new Node.Scalar(named, place, false, "false");
      case VALUE_NULL -> new Node.Scalar(named, place, null, "null");
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(path, named, place, token);
      default -> text(path, named, place);
    };
  }

  private Node text(Path path, Place named, Place place) {
    String text = parser.getString();
    if (text.length() > LONGEST_TEXT) {
      String found = "a string of " + Quote.number(text.length()) + " characters";
      findings.report(path, place, found, "at most " + Quote.number(LONGEST_TEXT), null);
      return new Node.Broken(named, place);
    }
    return new Node.Scalar(named, place, text, text);
  }

  private Node number(Path path, Place named, Place place, JsonToken token) {
    String text = parser.getString();
    try {
      if (token == JsonToken.VALUE_NUMBER_INT) {
        return new Node.Scalar(named, place, parser.getLongValue(), text);
      }
      double number = parser.getDoubleValue();
      if (Double.isFinite(number)) {
        return new Node.Scalar(named, place, number, text);
      }
    } catch (InputCoercionException | StreamConstraintsException e) {
      // Reported below, together with numbers that are not finite.
    }
    String expected = "a number that fits 64 bits; quote it to make it a string";
    findings.report(path, place, "the number " + Quote.shorten(text), expected, null);
    return new Node.Broken(named, place);
  }

  /** YAML that means more than JSON can say. */
  private boolean isRefused(Path path, Place place) {
    if (!(parser instanceof YAMLParser yaml)) {
      return false;
    }
    if (yaml.isCurrentAlias()) {
      String found = "the alias " + Quote.quote("*" + yaml.getString());
      findings.report(path, place, found, "the value itself: aliases are not read", null);
      return true;
    }
    String tag = yaml.getTypeId();
    if (tag == null || tag.equals("tag:yaml.org,2002:str")) {
      return false;
    }
    findings.report(
        path,
        place,
        "a value with a tag (" + tag + ")",
        "a value without a tag: tags are not read",
        null);
    parser.skipChildren();
    return true;
  }

  private Place place() {
    return place(parser.currentTokenLocation());
  }

  private static Place place(TokenStreamLocation location) {
    return new Place(location.getLineNr(), location.getColumnNr());
  }

  /** Reading stops here. */
  private static final class TooMuch extends Exception {

    final Path path;
    final Place place;
    final String found;
    final String expected;

    TooMuch(Path path, Place place, String found, String expected) {
      super(found, null, false, false);
      this.path = path;
      this.place = place;
      this.found = found;
      this.expected = expected;
    }
  }
}
