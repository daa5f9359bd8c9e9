package io.carillon.cli.follow;

import io.carillon.cli.terminal.Style;
import io.carillon.cli.terminal.Text;

/**
 * How the states of runs and tasks look. A newer server's unknown state is shown plainly.
 *
 * @param icon one character
 */
public record StateLook(String icon, Style style) {

  public static StateLook of(String state) {
    return switch (state) {
      case "pending" -> new StateLook("·", Style.DIM);
      case "waiting" -> new StateLook("◔", Style.YELLOW);
      case "queued" -> new StateLook("○", Style.CYAN);
      case "dispatched" -> new StateLook("◌", Style.BLUE);
      case "running" -> new StateLook("●", Style.BLUE);
      case "retrying" -> new StateLook("↻", Style.YELLOW);
      case "succeeded" -> new StateLook("✔", Style.GREEN);
      case "failed" -> new StateLook("✘", Style.RED);
      case "cancelled", "cancelling" -> new StateLook("⊘", Style.MAGENTA);
      case "skipped" -> new StateLook("↷", Style.DIM);
      default -> new StateLook("?", Style.PLAIN);
    };
  }

  /** The state with its icon: {@code ✔ succeeded}. */
  public static Text text(String state) {
    StateLook look = of(state);
    return Text.of(look.style, look.icon + " " + state);
  }
}
