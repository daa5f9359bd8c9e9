package io.carillon.cli.command;

/** What is done when the process is told to end (Ctrl-C) before this is closed. */
final class Detachment {

  private final Thread hook;

  private Detachment(Thread hook) {
    this.hook = hook;
  }

  static Detachment whenInterrupted(Runnable action) {
    Thread hook = new Thread(action, "detach");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Detachment(hook);
  }

  void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Ending already: the action runs.
    }
  }
}
