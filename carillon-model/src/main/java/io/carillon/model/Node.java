package io.carillon.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A value of a definition that knows where it stands. YAML and JSON become the same nodes. */
sealed interface Node {

  /** Where the key stands that names this value; the value's own place if none does. */
  Place named();

  /** Where the value begins. */
  Place place();

  /** The value as {@link Json} has it. */
  @Nullable Object json();

  /** What a message says was found. */
  String described();

  /** A map, in the order of the source. */
  record Fields(Place named, Place place, Map<String, Node> byName) implements Node {

    @Override
    public Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      byName.forEach((name, node) -> json.put(name, node.json()));
      return json;
    }

    @Override
    public String described() {
      return "a map";
    }
  }

  /** A list. */
  record Items(Place named, Place place, List<Node> list) implements Node {

    @Override
    public List<@Nullable Object> json() {
      List<@Nullable Object> json = new ArrayList<>(list.size());
      list.forEach(node -> json.add(node.json()));
      return json;
    }

    @Override
    public String described() {
      return "a list";
    }
  }

  /**
   * A string, number, boolean or null.
   *
   * @param value as {@link Json} has it
   * @param text as the source has it
   */
  record Scalar(Place named, Place place, @Nullable Object value, String text) implements Node {

    /** Strings that would be something else without their quotes. */
    private static final Pattern LIKE_ANOTHER =
        Pattern.compile("[+-]?\\d{1,30}(?:\\.\\d{1,30})?|true|false|null");

    @Override
    public @Nullable Object json() {
      return value;
    }

    @Override
    public String described() {
      if (value == null) {
        return "nothing (null)";
      }
      if (value instanceof Number) {
        return "the number " + Quote.shorten(text);
      }
      if (value instanceof Boolean) {
        return "the boolean " + value;
      }
      if (text.isEmpty()) {
        return "an empty string";
      }
      return LIKE_ANOTHER.matcher(text).matches()
          ? "the string " + Quote.quote(text)
          : Quote.quote(text);
    }
  }

  /** A value that was already reported; nothing more is said about it. */
  record Broken(Place named, Place place) implements Node {

    @Override
    public @Nullable Object json() {
      return null;
    }

    @Override
    public String described() {
      return "a broken value";
    }
  }
}
