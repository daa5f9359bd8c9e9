package io.carillon.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * A line made of styled pieces, which knows how many columns it takes on the screen.
 *
 * @param pieces in order
 */
public record Text(List<Piece> pieces) {

  public Text {
    pieces = List.copyOf(pieces);
  }

  /** Characters of one style. */
  public record Piece(Style style, String characters) {}

  public static Text of(String characters) {
    return of(Style.PLAIN, characters);
  }

  public static Text of(Style style, String characters) {
    return new Text(List.of(new Piece(style, characters)));
  }

  public Text and(Style style, String characters) {
    List<Piece> more = new ArrayList<>(pieces);
    more.add(new Piece(style, characters));
    return new Text(more);
  }

  public Text and(String characters) {
    return and(Style.PLAIN, characters);
  }

  /** Filled up with spaces to {@code columns}. */
  public Text padded(int columns) {
    int missing = columns - width();
    return missing > 0 ? and(" ".repeat(missing)) : this;
  }

  /** Cut to {@code columns}, with an ellipsis where something was cut off. */
  public Text clipped(int columns) {
    if (width() <= columns) {
      return this;
    }
    List<Piece> kept = new ArrayList<>();
    int left = columns - 1;
    for (Piece piece : pieces) {
      StringBuilder characters = new StringBuilder();
      for (int i = 0; i < piece.characters.length(); ) {
        int point = piece.characters.codePointAt(i);
        left -= width(point);
        if (left < 0) {
          kept.add(new Piece(piece.style, characters + "…"));
          return new Text(kept);
        }
        characters.appendCodePoint(point);
        i += Character.charCount(point);
      }
      kept.add(new Piece(piece.style, characters.toString()));
    }
    return new Text(kept);
  }

  /** The columns that the line takes. */
  public int width() {
    return pieces.stream().mapToInt(piece -> width(piece.characters)).sum();
  }

  public String render(boolean coloured) {
    StringBuilder line = new StringBuilder();
    for (Piece piece : pieces) {
      line.append(coloured ? piece.style.on(piece.characters) : piece.characters);
    }
    return line.toString();
  }

  static int width(String characters) {
    return characters.codePoints().map(Text::width).sum();
  }

  /** Chinese, Japanese and Korean characters and emoji take two columns, combining ones none. */
  private static int width(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || Character.isISOControl(point)) {
      return 0;
    }
    boolean wide =
        (point >= 0x1100 && point <= 0x115F)
            || (point >= 0x2E80 && point <= 0xA4CF)
            || (point >= 0xAC00 && point <= 0xD7A3)
            || (point >= 0xF900 && point <= 0xFAFF)
            || (point >= 0xFE30 && point <= 0xFE6F)
            || (point >= 0xFF00 && point <= 0xFF60)
            || (point >= 0xFFE0 && point <= 0xFFE6)
            || (point >= 0x1F300 && point <= 0x1FAFF)
            || (point >= 0x20000 && point <= 0x3FFFD);
    return wide ? 2 : 1;
  }
}
