package io.carillon.cli.command;

import java.lang.reflect.InvocationTargetException;
import java.util.List;

/**
 * A process that this one is to become: the main class is called by name, as the command itself
 * depends on the REST API only. The launcher puts it on the class path.
 */
public record HandOver(String mainClass, List<String> arguments) {

  public HandOver {
    arguments = List.copyOf(arguments);
  }

  /** Returns when the main method does; the process may live on. */
  public void run() throws Exception {
    Class<?> main;
    try {
      main = Class.forName(mainClass);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "Expected " + mainClass + " on the class path, but it is not: start with ./carillon.", e);
    }
    try {
      main.getMethod("main", String[].class)
          .invoke(null, (Object) arguments.toArray(String[]::new));
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }
}
