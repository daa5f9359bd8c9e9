package io.carillon.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The way from the root of a definition to a value, such as {@code tasks.unpack.depends_on[0]} or
 * {@code labels["cost.center"]}. Linked to its parent, so that a step down costs one small object
 * and text is made for errors alone.
 */
record Path(@Nullable Path parent, String name, int index) {

  static final Path ROOT = new Path(null, "", -1);

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");
  private static final Pattern STEP =
      Pattern.compile("\\G(?:\\[(\\d{1,9})]|\\[\"([^\"]*)\"]|\\.?([^.\\[\\]]+))");

  Path field(String field) {
    return new Path(this, field, -1);
  }

  Path item(int item) {
    return new Path(this, "", item);
  }

  /** The node that a path's text leads to, or the last one on the way that exists. */
  static Node find(Node root, String path) {
    Node node = root;
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      Node next = step.group(1) == null ? field(node, step) : item(node, step);
      if (next == null) {
        break;
      }
      node = next;
    }
    return node;
  }

  private static @Nullable Node field(Node node, Matcher step) {
    String field = step.group(2) == null ? step.group(3) : step.group(2);
    return node instanceof Node.Fields fields ? fields.byName().get(field) : null;
  }

  private static @Nullable Node item(Node node, Matcher step) {
    int item = Integer.parseInt(step.group(1));
    return node instanceof Node.Items items && item < items.list().size()
        ? items.list().get(item)
        : null;
  }

  @Override
  public String toString() {
    if (parent == null) {
      return "";
    }
    String before = parent.toString();
    if (index >= 0) {
      return before + "[" + index + "]";
    }
    if (!PLAIN.matcher(name).matches()) {
      return before + "[\"" + Quote.shorten(name) + "\"]";
    }
    return before.isEmpty() ? name : before + "." + name;
  }
}
