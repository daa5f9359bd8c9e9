package io.carillon.cli.follow;

import io.carillon.cli.api.Api;
import java.util.function.Consumer;

/** A log that arrives in pieces, handed on in whole lines. */
public final class LogText {

  /** A longer line is handed on in parts: a log without line ends must not fill the memory. */
  private static final int LONGEST_LINE = 64 * 1024;

  private final Consumer<String> lines;
  private final StringBuilder open = new StringBuilder();

  public LogText(Consumer<String> lines) {
    this.lines = lines;
  }

  public static String path(String runId, String task, int attempt) {
    return Api.path("runs", runId, "tasks", task, "attempts", Integer.toString(attempt), "log");
  }

  /** Reads what has been written so far. */
  public static void read(
      Api api, String path, int pageSize, int mostPages, Consumer<String> lines) {
    LogText text = new LogText(lines);
    long offset = 0;
    for (int i = 0; i < mostPages; i++) {
      Api.LogPage page = api.log(path, offset, pageSize);
      text.add(page.text());
      // An attempt that still writes has no end yet.
      if (page.next() <= offset) {
        break;
      }
      offset = page.next();
    }
    text.end();
  }

  public void add(String piece) {
    int from = 0;
    for (int at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', from)) {
      open.append(piece, from, at);
      emit();
      from = at + 1;
    }
    open.append(piece, from, piece.length());
    if (open.length() > LONGEST_LINE) {
      emit();
    }
  }

  /** Hands on a last line without an end. */
  public void end() {
    if (!open.isEmpty()) {
      emit();
    }
  }

  private void emit() {
    int length = open.length();
    if (length > 0 && open.charAt(length - 1) == '\r') {
      open.setLength(length - 1);
    }
    lines.accept(open.toString());
    open.setLength(0);
  }
}
