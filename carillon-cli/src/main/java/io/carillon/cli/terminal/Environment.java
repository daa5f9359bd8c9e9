package io.carillon.cli.terminal;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The world around one call of the command.
 *
 * @param variables the environment's variables
 * @param out for results only, so that programs can read it
 * @param err for everything else
 * @param screen the size of the terminal that {@code out} is; {@code null}: it is not a terminal
 * @param zone in which times are shown
 * @param home the user's folder
 * @param patience how long a server may be away while it is followed
 */
public record Environment(
    Map<String, String> variables,
    PrintStream out,
    PrintStream err,
    @Nullable Screen screen,
    InstantSource clock,
    ZoneId zone,
    Path home,
    Duration patience) {

  public Environment {
    variables = Map.copyOf(variables);
  }

  /** The size of a terminal in characters. */
  public record Screen(int columns, int rows) {

    /** Reads {@code 120x40}. */
    public static @Nullable Screen parse(@Nullable String size) {
      if (size == null || !size.matches("[0-9]{1,5}x[0-9]{1,5}")) {
        return null;
      }
      int x = size.indexOf('x');
      int columns = Integer.parseInt(size.substring(0, x));
      int rows = Integer.parseInt(size.substring(x + 1));
      // Some terminals do not know their size and say 0.
      return new Screen(columns < 20 ? 80 : columns, rows < 5 ? 24 : rows);
    }
  }

  /** The value of a variable that is set and not empty. */
  public @Nullable String variable(String name) {
    String value = variables.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  public boolean coloured() {
    return screen != null && variable("NO_COLOR") == null && !"dumb".equals(variables.get("TERM"));
  }

  /** Whether lines may be drawn again in place. */
  public boolean live() {
    return screen != null && !"dumb".equals(variables.get("TERM"));
  }
}
