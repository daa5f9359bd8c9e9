package io.carillon.worker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** What the worker knows of the machine that it runs on. */
final class Machine {

  private Machine() {}

  static String hostName() {
    String named = System.getenv("HOSTNAME");
    if (named != null && !named.isBlank()) {
      return named;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** Where Carillon keeps its files: CARILLON_DATA, else .carillon in the home directory. */
  static Path dataDirectory() {
    String named = System.getenv("CARILLON_DATA");
    return named != null && !named.isBlank()
        ? Path.of(named)
        : Path.of(System.getProperty("user.home"), ".carillon");
  }
}
