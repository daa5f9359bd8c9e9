package io.carillon.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows under headings, each column as wide as its widest cell. */
public final class Table {

  private static final String GAP = "  ";

  private final List<List<Text>> rows = new ArrayList<>();
  private final int columns;

  public Table(String... headings) {
    columns = headings.length;
    List<Text> row = new ArrayList<>();
    for (String heading : headings) {
      row.add(Text.of(Style.DIM, heading));
    }
    rows.add(row);
  }

  public void row(Text... cells) {
    rows.add(List.of(cells));
  }

  public void print(Environment environment) {
    int[] widths = new int[columns];
    for (List<Text> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).width());
      }
    }
    for (List<Text> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        boolean last = i == row.size() - 1;
        Text cell = last ? row.get(i) : row.get(i).padded(widths[i]);
        line.append(cell.render(environment.coloured())).append(last ? "" : GAP);
      }
      environment.out().println(line.toString().stripTrailing());
    }
  }
}
