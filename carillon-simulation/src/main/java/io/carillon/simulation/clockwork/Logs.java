package io.carillon.simulation.clockwork;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/** Where production code logs to: the history of the world that this thread is in. */
public final class Logs {

  private static final ThreadLocal<@Nullable History> HISTORY = new ThreadLocal<>();

  private Logs() {}

  public static void to(@Nullable History history) {
    HISTORY.set(history);
  }

  static void warn(String format, Object @Nullable [] arguments) {
    History history = HISTORY.get();
    if (history != null) {
      history.note("    log: %s", MessageFormatter.basicArrayFormat(format, arguments));
    }
  }

  /** Whatever fails in a world is met by production code with a warning: an error is a bug. */
  static void error(String format, Object @Nullable [] arguments, @Nullable Throwable thrown) {
    History history = HISTORY.get();
    if (history != null) {
      String message = MessageFormatter.basicArrayFormat(format, arguments);
      history.violated("Production code logged an error: %s%s", message, text(thrown));
    }
  }

  public static String text(@Nullable Throwable thrown) {
    if (thrown == null) {
      return "";
    }
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return "\n" + text;
  }
}
