package io.carillon.cli.terminal;

import java.util.List;

/** The last lines of the terminal, drawn again in place. Not safe for use by several threads. */
public final class LiveRegion {

  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";
  private static final String CLEAR_TO_END_OF_SCREEN = "\u001b[J";

  private final Environment environment;
  private int drawn;

  public LiveRegion(Environment environment) {
    this.environment = environment;
  }

  /** Draws these lines where the last ones were. */
  public void draw(List<Text> lines) {
    Environment.Screen screen = environment.screen();
    int columns = screen == null ? Integer.MAX_VALUE : screen.columns();
    StringBuilder frame = new StringBuilder();
    if (drawn > 0) {
      frame.append("\u001b[").append(drawn).append('A');
    }
    for (Text line : lines) {
      // A line that wrapped would be two, and the next drawing one line too low.
      frame.append(line.clipped(columns - 1).render(environment.coloured()));
      frame.append(CLEAR_TO_END_OF_LINE).append('\n');
    }
    frame.append(CLEAR_TO_END_OF_SCREEN);
    environment.out().print(frame);
    environment.out().flush();
    drawn = lines.size();
  }
}
