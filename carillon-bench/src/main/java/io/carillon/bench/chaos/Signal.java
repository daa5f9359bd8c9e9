package io.carillon.bench.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that Java does not send. */
enum Signal {
  STOP,
  CONT,
  /** Tells PostgreSQL to end without a checkpoint. */
  QUIT;

  void send(long pid) {
    try {
      int exit = new ProcessBuilder("kill", "-" + name(), Long.toString(pid)).start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException(
            "Expected to send %s to %d, but kill gave %d".formatted(this, pid, exit));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
